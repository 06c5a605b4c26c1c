import type { Database } from '@fieldline/database';
import type { ProviderName, RefundRequest } from '../payment/payment.provider.js';

export interface DueRefund extends RefundRequest {}

/** Whoever takes one asks for it; should they die, it is due again after a while that grows to an hour. */
const TAKE = `UPDATE refund r SET attempts = attempts + 1,
       try_at = now() + least(30 * 2 ^ least(attempts, 7), 3600) * interval '1 second'
  FROM purchase p WHERE p.tenant_id = r.tenant_id AND p.id = r.purchase_id AND r.state = 'requested'
   AND p.provider = $1`;
const ANSWER = `RETURNING r.tenant_id AS "tenantId", r.id AS "refundId", r.purchase_id AS "purchaseId",
       r.amount_micros AS "amountMicros", r.attempts > 1 AS "isRepeated",
       coalesce(p.payment_reference, p.wrong_payment) AS payment`;

/** A refund that was requested just now; undefined when somebody asks for it, or has. */
export async function takeRefund(
  database: Database,
  provider: ProviderName,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
): Promise<DueRefund | undefined> {
  const [due] = await database.query<DueRefund>(
    `${TAKE} AND r.tenant_id = $2 AND r.id = $3 AND r.attempts = 0 ${ANSWER}`,
    [provider, tenantId, id],
  );
  return due;
}

export function takeDue(
  database: Database,
  provider: ProviderName,
  limit: number,
): Promise<DueRefund[]> {
  return database.query<DueRefund>(
    `${TAKE} AND (r.tenant_id, r.id) IN (
       SELECT d.tenant_id, d.id FROM refund d
         JOIN purchase o ON o.tenant_id = d.tenant_id AND o.id = d.purchase_id AND o.provider = $1
        WHERE d.state = 'requested' AND d.try_at <= now()
        ORDER BY d.try_at LIMIT $2 FOR UPDATE OF d SKIP LOCKED) ${ANSWER}`,
    [provider, limit],
  );
}
