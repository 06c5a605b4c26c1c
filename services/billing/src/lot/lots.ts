import { query, type Transaction } from '@fieldline/database';

export interface PaidLot {
  readonly tenantId: string;
  readonly purchaseId: string;
  readonly segments: number;
  readonly paidMicros: number;
}

export interface Reversal {
  readonly tenantId: string;
  readonly purchaseId: string;
  readonly id: string;
  readonly reason: string;
  readonly actor: string;
}

/** A paid bundle becomes a lot, drawn oldest first; a debt is repaid first. Once per purchase. @returns whether it was new */
export async function creditPurchase(
  tx: Transaction,
  { tenantId, purchaseId, segments }: PaidLot,
): Promise<boolean> {
  const known = await query(tx, `SELECT 1 FROM adjustment WHERE tenant_id = $1 AND id = $2`, [
    tenantId,
    purchaseId,
  ]);
  if (known.length > 0) return false;
  await query(tx, `SELECT adjust($1, $2, $3, 'purchase', 'purchase')`, [
    tenantId,
    purchaseId,
    segments,
  ]);
  return true;
}

/** Takes back what is left of a purchase's lot, never more than is available. Once per id. */
export async function reversePurchase(
  tx: Transaction,
  { tenantId, purchaseId, id, reason, actor }: Reversal,
): Promise<{ segments: number; micros: number }> {
  const [left] = await query<{ segments: number; micros: number }>(
    tx,
    `SELECT l.segments, l.segments * p.price_micros / p.bundle AS micros
       FROM account a
       JOIN adjustment d ON d.tenant_id = a.tenant_id AND d.id = $2
       JOIN purchase p ON p.tenant_id = a.tenant_id AND (p.id = $2 OR p.lot_id = $2)
      CROSS JOIN LATERAL (SELECT least(a.available, d.segments) AS segments) l
      WHERE a.tenant_id = $1`,
    [tenantId, purchaseId],
  );
  const segments = left?.segments ?? 0;
  if (segments > 0)
    await query(tx, `SELECT adjust($1, $2, $3, $4, $5)`, [tenantId, id, -segments, reason, actor]);
  return { segments, micros: left?.micros ?? 0 };
}
