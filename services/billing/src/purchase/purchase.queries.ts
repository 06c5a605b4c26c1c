import type { DisputeState } from '@fieldline/contracts';
import { type Database, query, type Transaction } from '@fieldline/database';
import type { ToldRefund } from '../payment/payment.provider.js';
import type { Purchase } from './purchase.entity.js';
import { isLaterWord, type Known, type OwnRefund, partOf } from './purchase.status.js';

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
  const [refund] = await query<OwnRefund>(
    tx,
    `SELECT segments, taken_micros AS micros, amount_micros AS "amountMicros", reason,
            state = 'done' AS "isDone" FROM refund
      WHERE tenant_id = $1 AND purchase_id = $2 AND state <> 'failed'`,
    key,
  );
  const [outside] = await query<{ micros: number }>(
    tx,
    `SELECT coalesce(sum(amount_micros), 0)::bigint AS micros FROM outside_refund
      WHERE tenant_id = $1 AND purchase_id = $2 AND NOT has_failed`,
    key,
  );
  const outsideMicros = outside?.micros ?? 0;
  return {
    paidAt: purchase.paidAt,
    closedAs: purchase.closedAs,
    refund: refund ?? null,
    outsideMicros,
    refundedOutside: partOf(purchase, outsideMicros, refund ?? null),
    disputes: disputes.map(({ state }) => state),
  };
}

/** Purchases of which something came free that is to be taken back. Each look takes it, or ends the looking. */
export function findReclaimable(database: Database, limit: number): Promise<PurchaseKey[]> {
  return database.query<PurchaseKey>(
    `SELECT p.tenant_id AS "tenantId", p.id FROM purchase p JOIN account a USING (tenant_id)
      WHERE p.reclaims AND a.available > 0 ORDER BY p.tenant_id, p.id LIMIT $1`,
    [limit],
  );
}

/** Keeps a refund that was made at the provider, and its failure. @returns whether it is news */
export async function keepOutsideRefund(
  tx: Transaction,
  { tenantId, id }: PurchaseKey,
  { reference, amountMicros, hasFailed }: ToldRefund,
): Promise<boolean> {
  const changed = await query(
    tx,
    `INSERT INTO outside_refund (tenant_id, purchase_id, reference, amount_micros, has_failed)
     VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, purchase_id, reference) DO UPDATE SET has_failed = true
      WHERE excluded.has_failed AND NOT outside_refund.has_failed
     RETURNING 1`,
    [tenantId, id, reference, amountMicros, hasFailed],
  );
  return changed.length > 0;
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

/** One that was lost goes on to pause them, until an operator has looked at it; so does what he paused himself. */
async function resumePayments(tx: Transaction, tenantId: string): Promise<void> {
  await query(
    tx,
    `UPDATE buyer SET payment_paused = payment_paused AND (paused_by_operator OR EXISTS (
       SELECT FROM purchase_dispute d WHERE d.tenant_id = $1 AND d.state <> 'won'))
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
