import type { Check } from '../look.js';

/** What messaging can tell by itself about the texts that it sends. */
export const messagingChecks: readonly Check[] = [
  inMessaging(
    'messaging.unknown-late',
    'A message is unknown for longer than Twilio could still prove it.',
    `SELECT tenant_id AS "tenantId", id AS "messageId" FROM messaging.message
      WHERE status = 'unknown' AND (timeline -> -1 ->> 'at')::timestamptz < now() - interval '5 hours'`,
  ),
  inMessaging(
    'messaging.attempt-late',
    'A message is being posted for longer than any request takes: nobody cares for it.',
    `SELECT tenant_id AS "tenantId", id AS "messageId" FROM messaging.message
      WHERE status = 'dispatching' AND post_by < now() - interval '15 minutes'`,
  ),
  inMessaging(
    'consent.sent-after-stop',
    'A message passed the last decision after its recipient had stopped.',
    sentSince('stopped_at'),
  ),
  inMessaging(
    'consent.sent-on-hold',
    'A message passed the last decision while its recipient was on hold.',
    sentSince('held_at'),
  ),
];

/** The timeline keeps milliseconds, a recipient's row microseconds. */
function sentSince(column: 'stopped_at' | 'held_at'): string {
  return `SELECT m.tenant_id AS "tenantId", m.id AS "messageId", r.id AS "recipientId"
       FROM messaging.recipient r
       JOIN messaging.message m ON m.tenant_id = r.tenant_id AND m.recipient_id = r.id
      WHERE r.${column} IS NOT NULL AND m.direction = 'outbound' AND m.attempt > 0 AND NOT m.mandatory
        AND m.created_at >= $4
        AND EXISTS (SELECT FROM jsonb_array_elements(m.timeline) AS t
                     WHERE t ->> 'status' = 'dispatching'
                       AND (t ->> 'at')::timestamptz > r.${column} + interval '1 ms')`;
}

function inMessaging(name: string, says: string, sql: string): Check {
  return { invariants: { [name]: says }, find: (look) => look.foundBy(name, 'messaging', sql) };
}
