import { query, type Transaction } from '@fieldline/database';
import type { AuditAction } from '../audit/audit.actions.js';

/** When each of a business's first steps was taken; what wasn't is left out. */
export type FirstTimes = Partial<Record<AuditAction | 'text.taken', Date>>;

const FIRSTS: readonly AuditAction[] = [
  'tenant.created',
  'tenant.activated',
  'purchase.paid',
  'balance.adjusted',
  'consent.opted_in',
];

/** The oldest entry of each kind, by the index of actions, and when Twilio first took a text. */
export async function firstTimes(tx: Transaction, tenantId: string): Promise<FirstTimes> {
  const rows = await query<{ action: keyof FirstTimes; at: Date }>(
    tx,
    `SELECT f.action, e.at
       FROM unnest($2::text[]) AS f (action)
       JOIN LATERAL (
         SELECT a.at FROM audit a
          WHERE a.tenant_id = $1 AND a.action = f.action
            AND (f.action <> 'balance.adjusted' OR (a.detail ->> 'segments')::bigint > 0)
          ORDER BY a.at, a.id LIMIT 1) e ON true
     UNION ALL
     SELECT 'text.taken', first_text_at FROM tenant WHERE tenant_id = $1 AND first_text_at IS NOT NULL`,
    [tenantId, FIRSTS],
  );
  return Object.fromEntries(rows.map(({ action, at }) => [action, at]));
}

/** A text that Twilio took. */
export interface TakenText {
  readonly tenantId: string;
  readonly messageId: string;
  readonly at: string;
}

/**
 * Keeps when Twilio first took a text of each business. A reply that the law requires is no text of theirs: what
 * each text is stands in the audit, since it was accepted before.
 */
export async function keepFirstTexts(tx: Transaction, texts: readonly TakenText[]): Promise<void> {
  if (texts.length === 0) return;
  await tx.query(
    `WITH due AS (
       SELECT tenant_id FROM tenant WHERE tenant_id = ANY ($1::uuid[]) AND first_text_at IS NULL
        ORDER BY tenant_id FOR NO KEY UPDATE)
     UPDATE tenant t SET first_text_at = f.at
       FROM (SELECT d.tenant_id, min(x.at) AS at
               FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS x (tenant_id, message_id, at)
               JOIN due d ON d.tenant_id = x.tenant_id
               JOIN audit a ON a.tenant_id = x.tenant_id AND a.subject_id = x.message_id
                AND a.action = 'message.sent' AND a.detail @> '{"mandatory": true}' IS NOT TRUE
              GROUP BY d.tenant_id) f
      WHERE t.tenant_id = f.tenant_id`,
    [
      texts.map(({ tenantId }) => tenantId),
      texts.map(({ messageId }) => messageId),
      texts.map(({ at }) => at),
    ],
  );
}
