import type { Database } from '@fieldline/database';
import type { ChargeRequest } from '../payment/payment.provider.js';
import { spentBy } from './recharge.month.js';

export interface DueCharge extends ChargeRequest {
  /** It has waited for as long as it may. */
  readonly isOver: boolean;
  /** The provider may have been asked before. */
  readonly isAsked: boolean;
}

/**
 * Notes that the provider is asked from now on.
 * @returns how much of its month's cap is left for it, in micro-dollars; null when it may not be asked
 */
export async function allowCharge(
  database: Database,
  { tenantId, purchaseId }: ChargeRequest,
): Promise<number | null> {
  // It is itself among what is being spent.
  const [allowed] = await database.query<{ mostMicros: number }>(
    `UPDATE purchase p SET charge_asked_at = coalesce(p.charge_asked_at, now())
       FROM recharge_rule r
      WHERE p.tenant_id = $1 AND p.id = $2 AND p.state = 'pending'
        AND r.tenant_id = p.tenant_id AND r.is_enabled AND r.suspended_for IS NULL
        AND NOT EXISTS (SELECT FROM buyer b WHERE b.tenant_id = p.tenant_id AND b.payment_paused)
     RETURNING least(p.cap_micros, r.monthly_cap_micros)
               - ${spentBy('p.tenant_id', 'p.created_at')} + p.price_micros AS "mostMicros"`,
    [tenantId, purchaseId],
  );
  return allowed?.mostMicros ?? null;
}
