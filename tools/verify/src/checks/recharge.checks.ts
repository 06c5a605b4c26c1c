import type { Check } from '../look.js';
import { inBilling } from './billing.checks.js';

/** What is bought by itself and what is told of a balance: true in every moment, like the ledger. */
export const rechargeChecks: readonly Check[] = [
  inBilling(
    'billing.alert-twice',
    'A threshold was told of again before the balance had risen above it.',
    `SELECT "tenantId", "alertId" FROM (
       SELECT tenant_id AS "tenantId", id AS "alertId", armed_version,
              lag(version) OVER (PARTITION BY tenant_id, threshold ORDER BY version, id) AS told
         FROM billing.alert) a
      WHERE armed_version < told`,
  ),
  inBilling(
    'billing.recharge-twice',
    'Two automatic purchases of a business are in flight.',
    `SELECT tenant_id AS "tenantId" FROM billing.purchase
      WHERE is_automatic AND state = 'pending' GROUP BY tenant_id HAVING count(*) > 1`,
  ),
  inBilling(
    'billing.recharge-cap',
    'The automatic purchases of a month cost more, with their tax, than the cap that one of them was made under.',
    `SELECT "tenantId", "purchaseId" FROM (
       SELECT tenant_id AS "tenantId", id AS "purchaseId", cap_micros,
              sum(price_micros + coalesce(tax_micros, 0)) OVER (PARTITION BY tenant_id, date_trunc('month', created_at, 'UTC')
                                      ORDER BY created_at, id) AS spent
         FROM billing.purchase
        WHERE is_automatic AND (state = 'pending' OR paid_at IS NOT NULL)) p
      WHERE spent > cap_micros`,
  ),
];
