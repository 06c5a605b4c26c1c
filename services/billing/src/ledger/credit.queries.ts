import { query, type Transaction } from '@fieldline/database';
import type { Charge } from './ledger.queries.js';

export type CreditKind = 'grant' | 'purchase' | 'restoration';
export type DebitKind = 'withdrawal' | 'reversal';

/** Segments that come from outside, or go back there. */
export interface Adjustment<Kind extends CreditKind | DebitKind = CreditKind | DebitKind> {
  readonly tenantId: string;
  /** Names the adjustment. */
  readonly id: string;
  readonly kind: Kind;
  /** At least 1; a reversal may find nothing left to take. */
  readonly segments: number;
  readonly reason: string;
  readonly actor: string;
}

/** Whether an adjustment of this name was booked before. Its account is locked before. */
export async function isBooked(
  tx: Transaction,
  { tenantId, id }: Pick<Adjustment, 'tenantId' | 'id'>,
): Promise<boolean> {
  const rows = await query(tx, `SELECT 1 FROM adjustment WHERE tenant_id = $1 AND id = $2`, [
    tenantId,
    id,
  ]);
  return rows.length > 0;
}

/**
 * Makes a lot of what was paid for, once: see isBooked. A debt is repaid first.
 * @returns the messages whose debt was repaid, which now have their price
 */
export function credit(
  tx: Transaction,
  { tenantId, id, kind, segments, reason, actor }: Adjustment<CreditKind>,
  paidMicros: number,
): Promise<Charge[]> {
  return query<Charge>(
    tx,
    `SELECT tenant_id AS "tenantId", message_id AS "messageId", conversation_id AS "conversationId",
            segments, cost_micros AS "costMicros", held FROM credit($1, $2, $3, $4, $5, $6, $7)`,
    [tenantId, id, kind, segments, paidMicros, reason, actor],
  );
}

/**
 * Takes segments away that are available, once: see isBooked; from one lot or, oldest first, from all.
 * @returns what was paid for them, in micro-dollars
 */
export async function debit(
  tx: Transaction,
  { tenantId, id, kind, segments, reason, actor }: Adjustment<DebitKind>,
  lotId: number | null = null,
): Promise<number> {
  const [row] = await query<{ micros: number }>(
    tx,
    `SELECT debit($1, $2, $3, $4, $5, $6, $7) AS micros`,
    [tenantId, id, kind, segments, lotId, reason, actor],
  );
  return row!.micros;
}
