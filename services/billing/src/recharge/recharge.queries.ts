import type { Bundle, BundleView, RechargeSuspension } from '@fieldline/contracts';
import { type Database, query, type Transaction } from '@fieldline/database';
import type { ProviderName } from '../payment/payment.provider.js';
import { monthAfter, NEXT_MONTH, spentBy } from './recharge.month.js';

export const ACTOR = 'system:auto-recharge';

interface Order {
  readonly tenantId: string;
  readonly purchaseId: string;
}

/** Makes the purchases of businesses whose rule asks for one and that may have one. Their accounts are locked. */
export async function orderRecharges(
  tx: Transaction,
  orders: readonly Order[],
  { provider, offers }: { readonly provider: ProviderName; readonly offers: readonly BundleView[] },
): Promise<void> {
  await tx.query(
    `INSERT INTO purchase (tenant_id, id, bundle, price_micros, business_name, bought_by, provider, poll_at,
                           is_automatic, cap_micros, customer_reference, method_reference)
     SELECT r.tenant_id, o.id, r.bundle, b.price_micros, r.business_name, '${ACTOR}', m.provider, now(),
            true, r.monthly_cap_micros, m.customer_reference, m.method_reference
       FROM unnest($1::uuid[], $2::uuid[]) AS o (tenant_id, id)
       JOIN account a ON a.tenant_id = o.tenant_id
       JOIN recharge_rule r ON r.tenant_id = o.tenant_id
       JOIN payment_method m ON m.tenant_id = o.tenant_id AND m.provider = $3
       JOIN unnest($4::integer[], $5::bigint[]) AS b (bundle, price_micros) ON b.bundle = r.bundle
      WHERE r.is_enabled AND r.suspended_for IS NULL AND a.available <= r.threshold
        AND (r.capped_until IS NULL OR r.capped_until <= now())
        AND NOT EXISTS (SELECT FROM buyer WHERE buyer.tenant_id = o.tenant_id AND buyer.payment_paused)
        AND ${spentBy('o.tenant_id')} + b.price_micros <= r.monthly_cap_micros
         ON CONFLICT DO NOTHING`,
    [
      orders.map((order) => order.tenantId),
      orders.map((order) => order.purchaseId),
      provider,
      offers.map((offer) => offer.bundle),
      offers.map((offer) => offer.priceMicros),
    ],
  );
}

/** Nothing is due of them until something changes: a purchase ends, a rule is set, a month begins. */
export async function unmarkRecharges(tx: Transaction, of: readonly Order[]): Promise<void> {
  const tenantIds = of.map(({ tenantId }) => tenantId);
  await tx.query(`UPDATE account SET recharge_at = NULL WHERE tenant_id = ANY ($1::uuid[])`, [
    tenantIds,
  ]);
  await tx.query(
    `UPDATE recharge_rule SET look_at = ${NEXT_MONTH} WHERE tenant_id = ANY ($1::uuid[])`,
    [tenantIds],
  );
}

interface Rule {
  readonly tenantId: string;
  readonly threshold: number;
  readonly bundle: Bundle;
  readonly monthlyCapMicros: number;
  readonly isEnabled: boolean;
  readonly businessName: string;
  readonly setBy: string;
}

/** Undefined while a business has no rule. */
export async function wasEnabled(tx: Transaction, tenantId: string): Promise<boolean | undefined> {
  const [rule] = await query<{ isEnabled: boolean }>(
    tx,
    `SELECT is_enabled AS "isEnabled" FROM recharge_rule WHERE tenant_id = $1`,
    [tenantId],
  );
  return rule?.isEnabled;
}

/** Replaces a business's rule. It isn't suspended any more, nor is its cap known to be reached. */
export async function keepRule(tx: Transaction, rule: Rule): Promise<void> {
  await tx.query(
    `INSERT INTO recharge_rule
       (tenant_id, threshold, bundle, monthly_cap_micros, is_enabled, business_name, set_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (tenant_id) DO UPDATE
        SET threshold = $2, bundle = $3, monthly_cap_micros = $4, is_enabled = $5, business_name = $6,
            set_by = $7, suspended_for = NULL, suspended_at = NULL, suspended_by = NULL,
            capped_until = NULL`,
    [
      rule.tenantId,
      rule.threshold,
      rule.bundle,
      rule.monthlyCapMicros,
      rule.isEnabled,
      rule.businessName,
      rule.setBy,
    ],
  );
}

/** @returns what was switched off; undefined when nothing was on */
export async function disableRule(
  tx: Transaction,
  tenantId: string,
  setBy: string,
): Promise<Pick<Rule, 'threshold' | 'bundle'> | undefined> {
  const [rule] = await query<Pick<Rule, 'threshold' | 'bundle'>>(
    tx,
    `UPDATE recharge_rule SET is_enabled = false, set_by = $2
      WHERE tenant_id = $1 AND is_enabled RETURNING threshold, bundle`,
    [tenantId, setBy],
  );
  return rule;
}

/** Notes on the account at which balance its rule asks for a purchase. */
export async function markRecharge(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query(`UPDATE recharge_rule SET look_at = NULL WHERE tenant_id = $1`, [tenantId]);
  await tx.query(
    `UPDATE account SET recharge_at = (
       SELECT threshold FROM recharge_rule WHERE tenant_id = $1 AND is_enabled AND suspended_for IS NULL)
      WHERE tenant_id = $1`,
    [tenantId],
  );
}

/** Businesses whose rule is to be looked at anew: a month has begun. */
export function findDueRules(
  database: Database,
  limit: number,
): Promise<{ readonly tenantId: string }[]> {
  return database.query(
    `SELECT tenant_id AS "tenantId" FROM recharge_rule WHERE look_at <= now()
      ORDER BY look_at LIMIT $1`,
    [limit],
  );
}

/** Nothing more is bought by itself until somebody pays, or sets the rule again. */
export async function suspendRule(
  tx: Transaction,
  { tenantId, purchaseId }: Order,
  reason: RechargeSuspension,
): Promise<void> {
  await tx.query(
    `UPDATE recharge_rule SET suspended_for = $3, suspended_at = now(), suspended_by = $2
      WHERE tenant_id = $1`,
    [tenantId, purchaseId, reason],
  );
}

/**
 * Nothing more is bought by itself in the month of a purchase that its cap had no room for: with its tax it would
 * have been too much. A cap that was raised since is tried anew.
 */
export async function noteCapReached(
  tx: Transaction,
  { tenantId, purchaseId }: Order,
): Promise<void> {
  await tx.query(
    `UPDATE recharge_rule r SET capped_until = ${monthAfter('p.created_at')}
       FROM purchase p
      WHERE p.tenant_id = $1 AND p.id = $2 AND r.tenant_id = $1 AND r.monthly_cap_micros <= p.cap_micros`,
    [tenantId, purchaseId],
  );
}

/** @param purchaseId only what this purchase suspended; null for whatever did */
export async function resumeRule(
  tx: Transaction,
  tenantId: string,
  purchaseId: string | null,
): Promise<void> {
  await tx.query(
    `UPDATE recharge_rule SET suspended_for = NULL, suspended_at = NULL, suspended_by = NULL
      WHERE tenant_id = $1 AND ($2::uuid IS NULL OR suspended_by = $2)`,
    [tenantId, purchaseId],
  );
}
