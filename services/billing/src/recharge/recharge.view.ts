import type {
  Bundle,
  PurchaseState,
  RechargeState,
  RechargeSuspension,
  RechargeView,
} from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { ProviderName } from '../payment/payment.provider.js';
import { MONTH, NEXT_MONTH, spentBy } from './recharge.month.js';

interface Shop {
  readonly provider: ProviderName;
  readonly isConfigured: boolean;
  /** In micro-dollars. */
  readonly priceOf: (bundle: Bundle) => number;
}

/** One row, whether there is a rule or not. */
interface Standing {
  readonly enabled: boolean;
  readonly threshold: number | null;
  readonly bundle: Bundle | null;
  readonly monthlyCapMicros: number | null;
  readonly suspendedFor: RechargeSuspension | null;
  readonly suspendedAt: Date | null;
  readonly suspendedBy: string | null;
  readonly isPaused: boolean;
  /** Another was too much for this month's cap by its tax. */
  readonly isCapReached: boolean;
  readonly methodSavedAt: Date | null;
  readonly month: string;
  readonly nextMonth: Date;
  readonly spentMicros: number;
}

interface LastRecharge {
  readonly purchaseId: string;
  readonly state: PurchaseState;
  readonly bundle: Bundle;
  readonly priceMicros: number;
  readonly createdAt: Date;
}

/** How a business's automatic purchases stand. */
export async function readRecharge(
  tx: Transaction,
  tenantId: string,
  shop: Shop,
): Promise<RechargeView> {
  const [standing] = await query<Standing>(
    tx,
    `SELECT coalesce(r.is_enabled, false) AS enabled, r.threshold, r.bundle,
            r.monthly_cap_micros AS "monthlyCapMicros", r.suspended_for AS "suspendedFor",
            r.suspended_at AS "suspendedAt", r.suspended_by AS "suspendedBy",
            coalesce(b.payment_paused, false) AS "isPaused", coalesce(r.capped_until > now(), false) AS "isCapReached",
            m.saved_at AS "methodSavedAt",
            to_char(${MONTH} AT TIME ZONE 'UTC', 'YYYY-MM') AS month, ${NEXT_MONTH} AS "nextMonth",
            ${spentBy('t.id')} AS "spentMicros"
       FROM (VALUES ($1::uuid)) AS t (id)
       LEFT JOIN recharge_rule r ON r.tenant_id = t.id
       LEFT JOIN buyer b ON b.tenant_id = t.id
       LEFT JOIN payment_method m ON m.tenant_id = t.id AND m.provider = $2`,
    [tenantId, shop.provider],
  );
  const [last] = await query<LastRecharge>(
    tx,
    `SELECT id AS "purchaseId", state, bundle, price_micros AS "priceMicros", created_at AS "createdAt"
       FROM purchase WHERE tenant_id = $1 AND is_automatic ORDER BY created_at DESC, id DESC LIMIT 1`,
    [tenantId],
  );
  return toRechargeView(standing!, last, shop);
}

export async function hasPaymentMethod(
  tx: Transaction,
  tenantId: string,
  provider: ProviderName,
): Promise<boolean> {
  const methods = await query(
    tx,
    `SELECT 1 FROM payment_method WHERE tenant_id = $1 AND provider = $2`,
    [tenantId, provider],
  );
  return methods.length > 0;
}

function toRechargeView(
  standing: Standing,
  last: LastRecharge | undefined,
  shop: Shop,
): RechargeView {
  const { enabled, threshold, bundle, monthlyCapMicros, month, spentMicros } = standing;
  const { suspendedFor, suspendedAt, suspendedBy, methodSavedAt } = standing;
  const state = stateOf(standing, last, shop);
  return {
    enabled,
    threshold,
    bundle,
    monthlyCapMicros,
    state,
    suspension:
      suspendedFor && suspendedAt && suspendedBy
        ? { reason: suspendedFor, at: suspendedAt.toISOString(), purchaseId: suspendedBy }
        : null,
    paymentMethod: methodSavedAt && { savedAt: methodSavedAt.toISOString() },
    month,
    spentMicros,
    lastRecharge: last ? { ...last, createdAt: last.createdAt.toISOString() } : null,
    nextPossibleAt: state === 'cap_reached' ? standing.nextMonth.toISOString() : null,
  };
}

/** What stands in the way of the next one, the weightiest first. */
function stateOf(standing: Standing, last: LastRecharge | undefined, shop: Shop): RechargeState {
  if (!standing.enabled) return 'off';
  if (last?.state === 'pending') return 'in_flight';
  if (!shop.isConfigured) return 'not_configured';
  if (standing.isPaused) return 'paused';
  if (standing.suspendedFor) return 'suspended';
  if (!standing.methodSavedAt) return 'no_payment_method';
  return isCapped(standing, shop) ? 'cap_reached' : 'ready';
}

function isCapped(
  { bundle, monthlyCapMicros, spentMicros, isCapReached }: Standing,
  shop: Shop,
): boolean {
  if (isCapReached) return true;
  if (bundle === null || monthlyCapMicros === null) return false;
  return spentMicros + shop.priceOf(bundle) > monthlyCapMicros;
}
