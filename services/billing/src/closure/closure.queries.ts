import type { Transaction } from '@fieldline/database';

/** In SQL, for rows of `purchase`: since when its business is closed. */
export const CLOSED_AT = `(SELECT b.closed_at FROM buyer b WHERE b.tenant_id = purchase.tenant_id)`;

/** The first word about it stands. */
export async function keepClosed(
  tx: Transaction,
  tenantId: string,
  closedAt: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO buyer (tenant_id, closed_at) VALUES ($1, $2)
       ON CONFLICT (tenant_id) DO UPDATE SET closed_at = coalesce(buyer.closed_at, excluded.closed_at)`,
    [tenantId, closedAt],
  );
}

/**
 * Has the watch over purchases look at once at what a closed business has open, or paid since. Its account is
 * locked: a payment is told of before the closure is kept, which finds it, or after.
 * @param of `id`: only this purchase
 */
export async function callUpClosed(
  tx: Transaction,
  { tenantId, id = null }: { readonly tenantId: string; readonly id?: string | null },
): Promise<void> {
  await tx.query(
    `UPDATE purchase SET poll_at = now()
      WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id = $2)
        AND (state = 'pending' AND ${CLOSED_AT} IS NOT NULL OR state = 'paid' AND paid_at >= ${CLOSED_AT})`,
    [tenantId, id],
  );
}
