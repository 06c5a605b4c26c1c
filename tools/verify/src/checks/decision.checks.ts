import type { Check, Look } from '../look.js';

/** What staff record is heard by those who decide within so much time. */
const HEARD_WITHIN = '1 minute';

interface Decided {
  readonly tenantId: string;
  readonly messageId: string;
  readonly recipientId: string;
  readonly contactId: string | null;
  readonly eventId: string;
  readonly at: string;
}

/** What was decided about texts, beside what became of them and of the consent that they rest on. */
export const decisionChecks: readonly Check[] = [
  {
    invariants: {
      'messaging.undecided': 'An attempt was made to send a text, and no decision allowed it.',
    },
    find: (look) =>
      look.foundBy(
        'messaging.undecided',
        'messaging',
        `SELECT m.tenant_id AS "tenantId", m.id AS "messageId" FROM messaging.message m
          WHERE m.direction = 'outbound' AND m.attempt > 0 AND m.created_at >= $4
            AND m.attempt > (SELECT count(*) FROM messaging.decision d
                              WHERE d.tenant_id = m.tenant_id AND d.message_id = m.id
                                AND d.moment = 'dispatching' AND d.outcome = 'allow')`,
      ),
  },
  {
    invariants: {
      'consent.basis': 'A text left on a consent that is not on record, or had been revoked.',
    },
    async find(look) {
      const decided = look.databases.of('messaging').batches<Decided>(
        `SELECT tenant_id AS "tenantId", message_id AS "messageId", recipient_id AS "recipientId",
                contact_id AS "contactId", facts #>> '{optIn,eventId}' AS "eventId", at::text AS at
           FROM messaging.decision
          WHERE moment = 'dispatching' AND basis = 'consent' AND facts #>> '{optIn,eventId}' IS NOT NULL
            AND at >= $1`,
        [look.since ?? '-infinity'],
      );
      for await (const batch of decided) await compare(look, batch);
    },
  },
];

interface Doubted {
  readonly tenantId: string;
  readonly messageId: string;
  readonly recipientId: string;
  /** The last keyword of the number that is on record. */
  readonly keywordSequence: string;
}

/**
 * The record of a consent is made before anybody hears of it, so there is nothing to wait for; of what phones
 * say messaging hears first.
 */
async function compare(look: Look, decided: readonly Decided[]): Promise<void> {
  const doubted = await look.databases.of('compliance').rows<Doubted>(
    `SELECT d.tenant_id AS "tenantId", d.message_id AS "messageId", d.recipient_id AS "recipientId",
            (SELECT coalesce(max(k.keyword_sequence), 0) FROM compliance.consent_event k
              WHERE k.tenant_id = d.tenant_id AND k.subject_id = d.recipient_id) AS "keywordSequence"
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[])
         AS d (tenant_id, message_id, recipient_id, contact_id, event_id, at)
       LEFT JOIN compliance.consent_event g
         ON g.tenant_id = d.tenant_id AND g.id = d.event_id AND g.action = 'opt_in'
      WHERE g.id IS NULL OR EXISTS (
        SELECT FROM compliance.consent_event o
         WHERE o.tenant_id = d.tenant_id AND o.subject_id IN (d.recipient_id, d.contact_id, g.subject_id)
           AND o.action = 'opt_out' AND o.obtained_at > g.obtained_at AND o.obtained_at < d.at
           AND o.recorded_at < d.at - interval '${HEARD_WITHIN}'
           -- A START after a STOP, or a new opt-in after staff's opt-out.
           AND NOT EXISTS (
             SELECT FROM compliance.consent_event l
              WHERE l.tenant_id = o.tenant_id AND l.subject_id = o.subject_id
                AND l.action = 'opt_in' AND l.obtained_at < d.at
                -- Keywords have their order, whenever they came in.
                AND coalesce(l.keyword_sequence > o.keyword_sequence, l.obtained_at > o.obtained_at)))`,
    [
      decided.map(({ tenantId }) => tenantId),
      decided.map(({ messageId }) => messageId),
      decided.map(({ recipientId }) => recipientId),
      decided.map(({ contactId }) => contactId),
      decided.map(({ eventId }) => eventId),
      decided.map(({ at }) => at),
    ],
  );
  for (const { tenantId, messageId } of await withoutUnheard(look, doubted))
    look.found('consent.basis', { tenantId, messageId });
}

/** Not those whose phone has said more, START perhaps, than is on record yet: `consent.stop` minds that it comes. */
async function withoutUnheard(look: Look, doubted: readonly Doubted[]): Promise<Doubted[]> {
  if (doubted.length === 0) return [];
  const unheard = await look.databases.of('messaging').rows<{ messageId: string }>(
    `SELECT d.message_id AS "messageId"
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[])
         AS d (tenant_id, message_id, recipient_id, keyword_sequence)
       JOIN messaging.recipient r ON r.tenant_id = d.tenant_id AND r.id = d.recipient_id
      WHERE r.keyword_sequence > d.keyword_sequence`,
    [
      doubted.map(({ tenantId }) => tenantId),
      doubted.map(({ messageId }) => messageId),
      doubted.map(({ recipientId }) => recipientId),
      doubted.map(({ keywordSequence }) => keywordSequence),
    ],
  );
  const messageIds = new Set(unheard.map(({ messageId }) => messageId));
  return doubted.filter(({ messageId }) => !messageIds.has(messageId));
}
