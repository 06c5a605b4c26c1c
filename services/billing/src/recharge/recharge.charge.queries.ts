import type { Database } from '@fieldline/database';
import type { ChargeRequest } from '../payment/payment.provider.js';

export interface DueCharge extends ChargeRequest {
  /** It has waited for as long as it may. */
  readonly isOver: boolean;
  /** The provider may have been asked before. */
  readonly isAsked: boolean;
}

/** Notes that the provider is asked from now on. @returns whether it may be */
export async function allowCharge(
  database: Database,
  { tenantId, purchaseId }: ChargeRequest,
): Promise<boolean> {
  const allowed = await database.query(
    `UPDATE purchase p SET charge_asked_at = coalesce(p.charge_asked_at, now())
      WHERE p.tenant_id = $1 AND p.id = $2 AND p.state = 'pending'
        AND EXISTS (SELECT FROM recharge_rule r WHERE r.tenant_id = $1 AND r.is_enabled
                       AND r.suspended_for IS NULL)
        AND NOT EXISTS (SELECT FROM buyer b WHERE b.tenant_id = $1 AND b.payment_paused)
     RETURNING 1 AS allowed`,
    [tenantId, purchaseId],
  );
  return allowed.length > 0;
}
