import type { Database } from '@fieldline/database';
import { CLOSED_AT } from '../closure/closure.queries.js';
import type { ChargeRequest, ProviderName } from '../payment/payment.provider.js';
import type { PurchaseKey } from './purchase.queries.js';

export interface DuePurchase extends PurchaseKey {
  readonly provider: ProviderName;
  readonly checkout: string | null;
  /** Then what it was paid with is to be kept. */
  readonly isPaid: boolean;
  readonly payment: string | null;
  /** What is charged, for an automatic purchase. */
  readonly charge: ChargeRequest | null;
  /** The provider may have been asked to charge it. */
  readonly isAsked: boolean;
  /** It has been open for as long as it may be, or its business is closed. */
  readonly isOver: boolean;
  /** It was paid after its business was closed. */
  readonly isLate: boolean;
}

interface Rhythm {
  readonly limit: number;
  /** Until the first question; the pauses double up to an hour. */
  readonly pollSeconds: number;
  readonly openSeconds: number;
}

/** Takes purchases that the provider is to be asked about now; the next question is set before this one. */
export function takeDuePurchases(
  database: Database,
  { limit, pollSeconds, openSeconds }: Rhythm,
): Promise<DuePurchase[]> {
  return database.query<DuePurchase>(
    `UPDATE purchase SET polls = polls + 1, poll_at = CASE
         WHEN created_at + $3 * interval '1 second' > now() THEN
           least(now() + least($2 * 2 ^ least(polls + 1, 12), 3600) * interval '1 second',
                 created_at + $3 * interval '1 second')
         ELSE now() + least($2 * 60, 3600) * interval '1 second' END
      WHERE (tenant_id, id) IN (
        SELECT tenant_id, id FROM purchase WHERE poll_at <= now()
         ORDER BY poll_at LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING tenant_id AS "tenantId", id, provider, checkout_reference AS checkout,
        paid_at IS NOT NULL AS "isPaid", payment_reference AS payment,
        charge_asked_at IS NOT NULL AS "isAsked",
        CASE WHEN is_automatic THEN jsonb_build_object(
          'tenantId', tenant_id, 'purchaseId', id, 'bundle', bundle, 'priceMicros', price_micros,
          'customerReference', customer_reference, 'methodReference', method_reference) END AS charge,
        created_at + $3 * interval '1 second' <= now()
          OR NOT is_automatic AND ${CLOSED_AT} IS NOT NULL AS "isOver",
        coalesce(paid_at >= ${CLOSED_AT}, false) AS "isLate"`,
    [limit, pollSeconds, openSeconds],
  );
}
