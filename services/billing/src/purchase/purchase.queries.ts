import type { DisputeState } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { Known } from './purchase.status.js';
import { isLaterWord } from './purchase.status.js';
import type { Purchase } from './purchase.entity.js';

export interface PurchaseKey {
  readonly tenantId: string;
  readonly id: string;
}

/** What is known of a purchase that is locked. */
export async function readKnown(tx: Transaction, purchase: Purchase): Promise<Known> {
  const key = [purchase.tenantId, purchase.id];
  const disputes = await query<{ state: DisputeState }>(
    tx,
    `SELECT state FROM purchase_dispute WHERE tenant_id = $1 AND purchase_id = $2`,
    key,
  );
  const refunds = await query(
    tx,
    `SELECT 1 FROM refund WHERE tenant_id = $1 AND purchase_id = $2 AND state <> 'failed'`,
    key,
  );
  const { paidAt, closedAs, refundedOutside } = purchase;
  const states = disputes.map(({ state }) => state);
  return { paidAt, closedAs, refundedOutside, isRefunded: refunds.length > 0, disputes: states };
}

/** Keeps the latest word about a dispute, and pauses automatic payments by it. @returns whether it is news */
export async function keepDispute(
  tx: Transaction,
  { tenantId, id }: PurchaseKey,
  reference: string,
  told: DisputeState,
): Promise<boolean> {
  const [known] = await query<{ state: DisputeState }>(
    tx,
    `SELECT state FROM purchase_dispute
      WHERE tenant_id = $1 AND purchase_id = $2 AND reference = $3`,
    [tenantId, id, reference],
  );
  if (!isLaterWord(known?.state, told)) return false;
  await query(
    tx,
    `INSERT INTO purchase_dispute (tenant_id, purchase_id, reference, state) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, purchase_id, reference) DO UPDATE SET state = excluded.state, at = now()`,
    [tenantId, id, reference, told],
  );
  await (told === 'won' ? resumePayments(tx, tenantId) : pausePayments(tx, tenantId));
  return true;
}

async function pausePayments(tx: Transaction, tenantId: string): Promise<void> {
  await query(
    tx,
    `INSERT INTO buyer (tenant_id, payment_paused) VALUES ($1, true)
       ON CONFLICT (tenant_id) DO UPDATE SET payment_paused = true`,
    [tenantId],
  );
}

/** One that was lost goes on to pause them, until an operator has looked at it. */
async function resumePayments(tx: Transaction, tenantId: string): Promise<void> {
  await query(
    tx,
    `UPDATE buyer SET payment_paused = payment_paused AND EXISTS (
       SELECT FROM purchase_dispute d WHERE d.tenant_id = $1 AND d.state <> 'won')
      WHERE tenant_id = $1`,
    [tenantId],
  );
}

/** The business's next number, its account being locked. */
export async function nextReceiptNumber(tx: Transaction, tenantId: string): Promise<number> {
  const [row] = await query<{ next: number }>(
    tx,
    `SELECT coalesce(max(receipt_number), 0) + 1 AS next FROM purchase WHERE tenant_id = $1`,
    [tenantId],
  );
  return row?.next ?? 1;
}

/** What our own refunds of a purchase come to. */
export async function refundedByUs(
  tx: Transaction,
  { tenantId, id }: PurchaseKey,
): Promise<number> {
  const [row] = await query<{ micros: number }>(
    tx,
    `SELECT coalesce(sum(amount_micros), 0)::bigint AS micros FROM refund
      WHERE tenant_id = $1 AND purchase_id = $2 AND state <> 'failed'`,
    [tenantId, id],
  );
  return row?.micros ?? 0;
}
