import { query, type Transaction } from '@fieldline/database';
import type { AuditAction } from '../audit/audit.actions.js';

/** When each of a business's first steps was taken; what wasn't is left out. */
export type FirstTimes = Partial<Record<AuditAction, Date>>;

const FIRSTS: readonly AuditAction[] = [
  'tenant.created',
  'tenant.activated',
  'purchase.paid',
  'balance.adjusted',
  'consent.opted_in',
  'message.sent',
];

/** The oldest entry of each kind, by the index of actions. A reply that the law requires is no text of theirs. */
export async function firstTimes(tx: Transaction, tenantId: string): Promise<FirstTimes> {
  const rows = await query<{ action: AuditAction; at: Date }>(
    tx,
    `SELECT f.action, e.at
       FROM unnest($2::text[]) AS f (action)
       JOIN LATERAL (
         SELECT a.at FROM audit a
          WHERE a.tenant_id = $1 AND a.action = f.action
            AND a.detail @> '{"mandatory": true}' IS NOT TRUE
            AND (f.action <> 'balance.adjusted' OR (a.detail ->> 'segments')::bigint > 0)
          ORDER BY a.at, a.id LIMIT 1) e ON true`,
    [tenantId, FIRSTS],
  );
  return Object.fromEntries(rows.map(({ action, at }) => [action, at]));
}
