import { NotChecked } from '../could-not-verify.js';
import type { Check, Look } from '../look.js';
import { EVENT_LOG_SCHEMA, type Service, SERVICES, TOPICS_HEARD } from '../services.js';

export const eventChecks: readonly Check[] = [
  inEveryService(
    'events.outbox',
    'A fact was not published.',
    (service) => `
      SELECT tenant_id AS "tenantId", event_id AS "eventId", type, '${service}' AS service
        FROM ${service}.outbox WHERE occurred_at < $1`,
  ),
  inEveryService(
    'events.dead-letter',
    'An event could not be handled and waits for an operator.',
    (service) => `
      SELECT headers ->> 'ce_tenantid' AS "tenantId", id AS "deadLetterId", type, reason,
             '${service}' AS service
        FROM ${service}.dead_letter WHERE state = 'open'`,
  ),
  inEveryService(
    'events.lease',
    'The lease of an outbox ran out, and nobody took it: its facts stay.',
    (service) => `
      SELECT NULL AS "tenantId", shard::text, owner::text, '${service}' AS service
        FROM ${service}.outbox_lease
       WHERE owner IS NOT NULL AND expires_at < least($1, now())`,
  ),
  {
    invariants: {
      'events.unread': `A group hasn't come to the end of a topic that it hears.`,
      'events.unhandled': `A group has passed an event that isn't in its inbox.`,
    },
    async find(look) {
      if (!(await hasLog(look)))
        throw new NotChecked(`there is no embedded log; on Kafka, look at the groups' lag`);
      for (const service of SERVICES) {
        if (TOPICS_HEARD[service].length === 0) continue;
        await look.foundBy('events.unread', EVENT_LOG_SCHEMA, unread(service));
        await look.foundBy('events.unhandled', EVENT_LOG_SCHEMA, unhandled(service));
      }
    },
  },
];

function inEveryService(name: string, says: string, sql: (service: Service) => string): Check {
  return {
    invariants: { [name]: says },
    async find(look) {
      for (const service of SERVICES) await look.foundBy(name, service, sql(service));
    },
  };
}

/** Log and inboxes are in one database wherever the embedded transport is used. */
async function hasLog({ databases }: Look): Promise<boolean> {
  if (!databases.has(EVENT_LOG_SCHEMA)) return false;
  const log = databases.of(EVENT_LOG_SCHEMA);
  const [found] = await log.rows<{ exists: boolean }>(
    `SELECT to_regclass('${EVENT_LOG_SCHEMA}.log') IS NOT NULL AS exists`,
  );
  return (found?.exists ?? false) && SERVICES.every((service) => databases.of(service) === log);
}

/** Records of a group's topics, with the first position that the group hasn't settled. */
function heardBy(service: Service): string {
  const topics = TOPICS_HEARD[service].map((topic) => `'${topic}'`).join(', ');
  return `
    SELECT l.headers ->> 'ce_tenantid' AS "tenantId", l.headers ->> 'ce_id' AS "eventId",
           l.headers ->> 'ce_type' AS type, '${service}' AS service
      FROM ${EVENT_LOG_SCHEMA}.log l
      LEFT JOIN ${EVENT_LOG_SCHEMA}.progress p
             ON p.consumer_group = '${service}' AND p.topic = l.topic AND p.partition = l.partition
     WHERE l.topic IN (${topics}) AND l.at < $1`;
}

function unread(service: Service): string {
  return `${heardBy(service)} AND l.position >= coalesce(p.next_position, 0)`;
}

/** What isn't an event of ours has no place in an inbox; it is among the dead letters. */
function unhandled(service: Service): string {
  return `${heardBy(service)} AND l.position < p.next_position AND l.at > now() - interval '7 days'
     AND NOT EXISTS (SELECT FROM ${service}.inbox i WHERE i.event_id = l.headers ->> 'ce_id')
     AND NOT EXISTS (SELECT FROM ${service}.dead_letter d
                      WHERE d.topic = l.topic AND d.partition = l.partition
                        AND d."offset" = l.position::text)`;
}
