import type { Look } from '../look.js';
import type { HoldRow, MessageRow } from './settlement.js';

const LAST_CHANGE = `greatest(m.created_at, (m.timeline -> -1 ->> 'at')::timestamptz)`;

/** How long after its time billing may take to give back what is held for nobody knows what. */
const VOID_MARGIN_MS = 3_600_000;

const MESSAGES = `
  SELECT m.id AS key, m.tenant_id AS "tenantId", m.status, m.mandatory,
         m.quoted_segments AS "quotedSegments", m.provider_segments AS "providerSegments",
         m.charged_segments AS "chargedSegments", m.charged_cost_micros AS "chargedCostMicros",
         m.error_code AS "errorCode", c.at < $1 AS settled,
         c.at < now() - interval '15 minutes' AS overdue,
         c.at < now() - $2 * interval '1 ms' AS "unknownOverdue", m.attempt > 0 AS attempted,
         m.created_at >= $3 AS recent
    FROM messaging.message m CROSS JOIN LATERAL (SELECT ${LAST_CHANGE} AS at) c`;

const HOLDS = `
  SELECT h.message_id AS key, h.tenant_id AS "tenantId", h.direction,
         h.segments::integer AS segments, h.state, h.posted_segments::integer AS "postedSegments",
         CASE h.owed WHEN 0 THEN h.cost_micros END AS "costMicros", coalesce(h.resolved_at, h.created_at) < $1 AS settled
    FROM billing.hold h`;

interface Key {
  readonly tenantId: string;
  readonly key: string;
}
type Batches<T> = AsyncIterable<T[]>;

/** Every message, in the order of their ids. */
export function allMessages(look: Look): Batches<MessageRow> {
  const sql = `${MESSAGES} ORDER BY m.id, m.tenant_id`;
  return look.databases.of('messaging').batches<MessageRow>(sql, timesOf(look));
}

/** Every hold, in the order of their messages' ids. */
export function allHolds(look: Look): Batches<HoldRow> {
  const sql = `${HOLDS} ORDER BY h.message_id, h.tenant_id`;
  return look.databases.of('billing').batches<HoldRow>(sql, [look.settledBefore]);
}

/** Those of the window, business by business: that is how the index has them. */
export function recentMessages(look: Look): Batches<MessageRow> {
  const sql = `${MESSAGES} WHERE m.created_at >= $3
    AND m.tenant_id IN (SELECT tenant_id FROM messaging.tenant_copy)`;
  return look.databases.of('messaging').batches<MessageRow>(sql, timesOf(look));
}

export function heldLately(look: Look): Batches<HoldRow> {
  const sql = `${HOLDS} WHERE h.state = 'open' OR h.created_at >= $2 OR h.resolved_at >= $2`;
  return look.databases.of('billing').batches<HoldRow>(sql, [look.settledBefore, look.since]);
}

export async function holdsOf(
  { databases, settledBefore }: Look,
  messages: readonly Key[],
): Promise<Map<string, HoldRow>> {
  const sql = `${HOLDS} JOIN unnest($2::uuid[], $3::uuid[]) AS k (tenant_id, id)
                          ON h.tenant_id = k.tenant_id AND h.message_id = k.id`;
  const keys = keysOf(messages);
  return byKey(await databases.of('billing').rows<HoldRow>(sql, [settledBefore, ...keys]));
}

export async function messagesOf(
  look: Look,
  holds: readonly Key[],
): Promise<Map<string, MessageRow>> {
  const sql = `${MESSAGES} JOIN unnest($4::uuid[], $5::uuid[]) AS k (tenant_id, id)
                             ON m.tenant_id = k.tenant_id AND m.id = k.id`;
  const parameters = [...timesOf(look), ...keysOf(holds)];
  return byKey(await look.databases.of('messaging').rows<MessageRow>(sql, parameters));
}

/** Messages whose facts haven't left messaging, or wait among billing's dead letters. */
export async function subjectsUnderWay({ databases }: Look): Promise<Set<string>> {
  const rows = [
    ...(await databases
      .of('messaging')
      .rows<{ subject: string }>(
        `SELECT DISTINCT subject FROM messaging.outbox WHERE topic = 'messaging.message'`,
      )),
    ...(await databases
      .of('billing')
      .rows<{ subject: string }>(
        `SELECT DISTINCT subject FROM billing.dead_letter WHERE state = 'open'`,
      )),
  ];
  return new Set(rows.map(({ subject }) => subject));
}

/** Messages for which an operator decided that billing hears nothing: the fact that holds or charges was dropped. */
export async function subjectsDropped({ databases }: Look): Promise<Set<string>> {
  const rows = await databases.of('billing').rows<{ subject: string }>(
    `SELECT DISTINCT subject FROM billing.dead_letter
      WHERE state = 'dropped' AND type IN ('messaging.message.accepted.v1', 'messaging.message.received.v1')`,
  );
  return new Set(rows.map(({ subject }) => subject));
}

function timesOf({ settledBefore, unknownVoidAfterMs, since }: Look): unknown[] {
  return [settledBefore, unknownVoidAfterMs + VOID_MARGIN_MS, since ?? '-infinity'];
}

function keysOf(rows: readonly Key[]): [tenantIds: string[], ids: string[]] {
  return [rows.map(({ tenantId }) => tenantId), rows.map(({ key }) => key)];
}

function byKey<T extends Key>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [`${row.tenantId} ${row.key}`, row]));
}
