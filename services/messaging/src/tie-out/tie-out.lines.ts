import { CHARGE_BY_STATUS, type TieOutRecord } from '@fieldline/contracts';
import { type Database, query, type Transaction } from '@fieldline/database';
import { IN_FLIGHT } from '../message/message.status.js';
import type { TwilioRecord } from '../twilio/twilio-records.js';
import type { Run } from './tie-out.queries.js';

/** So long before a day messages are named too: a hold of the day may be theirs. */
const NEIGHBOURS_HOURS = 6;
/** How far Twilio's clock and ours may be apart, and an attempt may last. */
const ATTEMPT_MARGIN = `interval '2 minutes'`;

/** Keeps a page of Twilio's list. The same page again changes nothing. */
export async function keepListed(
  tx: Transaction,
  { tenantId, id }: Run,
  records: readonly TwilioRecord[],
): Promise<void> {
  await tx.query(
    `INSERT INTO tie_out_line (tenant_id, run, provider_message_id, direction, provider_status, provider_segments, at)
     SELECT $1, $2, r."providerMessageId", r.direction, r.status, r.segments, r."createdAt"
       FROM jsonb_to_recordset($3::jsonb) AS r ("providerMessageId" text, direction text, status text,
              segments integer, "createdAt" timestamptz)
     ON CONFLICT ON CONSTRAINT tie_out_line_once DO UPDATE
       SET provider_status = excluded.provider_status, provider_segments = excluded.provider_segments`,
    [tenantId, id, JSON.stringify(records)],
  );
}

/**
 * Joins the messages to what Twilio listed: those stored on the day, and those that were open when their
 * own day was tied out. Who is still waited for is open.
 */
export async function joinMessages(tx: Transaction, { tenantId, id, date }: Run): Promise<void> {
  await tx.query(
    `WITH open AS (
       SELECT message_id FROM tie_out_open
        WHERE tenant_id = $1 AND (ended_with IS NULL OR ended_with = $3::date))
     INSERT INTO tie_out_line (tenant_id, run, message_id, provider_message_id, direction, status, segments, standing, at)
     SELECT m.tenant_id, $2, m.id, m.provider_message_id, m.direction, m.status, m.provider_segments,
            CASE WHEN m.created_at < $3::timestamp AT TIME ZONE 'UTC' AND NOT m.was_open THEN 'neighbour'
                 WHEN m.direction = 'inbound' OR e.effect = 'void' THEN 'due'
                 WHEN e.effect = 'hold' AND m.provider_message_id IS NULL THEN 'open'
                 WHEN e.effect = 'post' AND m.provider_segments IS NOT NULL THEN 'due'
                 WHEN m.follow_up_at IS NOT NULL THEN 'open' ELSE 'due' END,
            m.created_at
       FROM (SELECT m.*, false AS was_open FROM message m
              WHERE m.tenant_id = $1
                AND m.created_at >= $3::timestamp AT TIME ZONE 'UTC' - interval '${NEIGHBOURS_HOURS} hours'
                AND m.created_at < ($3::timestamp + interval '1 day') AT TIME ZONE 'UTC'
                AND NOT EXISTS (SELECT FROM open o WHERE o.message_id = m.id)
             UNION ALL
             SELECT m.*, true FROM open o JOIN message m ON m.tenant_id = $1 AND m.id = o.message_id
              WHERE m.created_at < ($3::timestamp + interval '1 day') AT TIME ZONE 'UTC') m
       LEFT JOIN unnest($4::text[], $5::text[]) AS e (status, effect) ON e.status = m.status
     ON CONFLICT ON CONSTRAINT tie_out_line_once DO UPDATE
       SET message_id = excluded.message_id, status = excluded.status, segments = excluded.segments,
           standing = excluded.standing, at = excluded.at`,
    [tenantId, id, date, Object.keys(CHARGE_BY_STATUS), Object.values(CHARGE_BY_STATUS)],
  );
}

/**
 * What Twilio listed and no message of the run is: a message of another day is looked at with that day.
 * One that may yet turn out to be an attempt of ours, or whose news may be on their way, is open.
 */
export async function sortStrangers(
  tx: Transaction,
  { tenantId, id }: Run,
  graceSeconds: number,
): Promise<void> {
  await tx.query(
    `DELETE FROM tie_out_line l USING message m
      WHERE l.tenant_id = $1 AND l.run = $2 AND l.message_id IS NULL
        AND m.tenant_id = l.tenant_id AND m.provider_message_id = l.provider_message_id`,
    [tenantId, id],
  );
  await tx.query(
    `UPDATE tie_out_line l SET standing = 'open'
      WHERE l.tenant_id = $1 AND l.run = $2 AND l.message_id IS NULL
        AND (l.at > now() - $3 * interval '1 second'
             OR EXISTS (SELECT FROM message m
                         WHERE m.tenant_id = l.tenant_id AND m.status = ANY ($4) AND m.provider_message_id IS NULL
                           AND m.post_by BETWEEN l.at - ${ATTEMPT_MARGIN} AND l.at + ${ATTEMPT_MARGIN}))`,
    [tenantId, id, graceSeconds, IN_FLIGHT],
  );
}

/** Some that have an id of Twilio's and weren't on its list: those sent on another day, or nowhere. */
export async function findUnlisted(
  database: Database,
  { tenantId, id }: Run,
  limit: number,
): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `SELECT provider_message_id AS id FROM tie_out_line
      WHERE tenant_id = $1 AND run = $2 AND standing = 'due' AND provider_message_id IS NOT NULL
        AND provider_status IS NULL AND NOT is_asked
      ORDER BY position LIMIT $3`,
    [tenantId, id, limit],
  );
  return rows.map((row) => row.id);
}

export interface Answer {
  readonly providerMessageId: string;
  /** Null: Twilio has no such record. */
  readonly record: TwilioRecord | null;
}

export async function keepAnswers(
  tx: Transaction,
  { tenantId, id }: Run,
  answers: readonly Answer[],
): Promise<void> {
  await tx.query(
    `UPDATE tie_out_line l SET is_asked = true, provider_status = a.status, provider_segments = a.segments
       FROM unnest($3::text[], $4::text[], $5::integer[]) AS a (id, status, segments)
      WHERE l.tenant_id = $1 AND l.run = $2 AND l.provider_message_id = a.id`,
    [
      tenantId,
      id,
      answers.map((answer) => answer.providerMessageId),
      answers.map((answer) => answer.record?.status ?? null),
      answers.map((answer) => answer.record?.segments ?? null),
    ],
  );
}

export async function countLines(tx: Transaction, { tenantId, id }: Run): Promise<number> {
  const [row] = await query<{ lines: number }>(
    tx,
    `SELECT count(*) AS lines FROM tie_out_line WHERE tenant_id = $1 AND run = $2`,
    [tenantId, id],
  );
  return row!.lines;
}

export interface Line extends Omit<TieOutRecord, 'at'> {
  readonly position: number;
  readonly at: Date;
}

export function linesAfter(
  tx: Transaction,
  { tenantId, id }: Run,
  position: number,
  limit: number,
): Promise<Line[]> {
  return query<Line>(
    tx,
    `SELECT position, message_id AS "messageId", provider_message_id AS "providerMessageId", direction, status,
            segments, provider_status AS "providerStatus", provider_segments AS "providerSegments", standing, at
       FROM tie_out_line WHERE tenant_id = $1 AND run = $2 AND position > $3 ORDER BY position LIMIT $4`,
    [tenantId, id, position, limit],
  );
}

/** A day can be asked for as long as this, and its texts are remembered as long. */
const REMEMBERED_DAYS = 400;

/** What is open is looked at again with the next day; of what isn't any more is kept with which day it was compared. */
export async function rememberOpen(tx: Transaction, { tenantId, id, date }: Run): Promise<void> {
  await tx.query(
    `DELETE FROM tie_out_open
      WHERE tenant_id = $1 AND ended_with < (now() AT TIME ZONE 'UTC')::date - ${REMEMBERED_DAYS}`,
    [tenantId],
  );
  await tx.query(
    `UPDATE tie_out_open o SET ended_with = $3 FROM tie_out_line l
      WHERE l.tenant_id = $1 AND l.run = $2 AND l.standing = 'due' AND o.ended_with IS NULL
        AND o.tenant_id = l.tenant_id AND o.message_id = l.message_id`,
    [tenantId, id, date],
  );
  await tx.query(
    `INSERT INTO tie_out_open (tenant_id, message_id)
     SELECT tenant_id, message_id FROM tie_out_line
      WHERE tenant_id = $1 AND run = $2 AND standing = 'open' AND message_id IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [tenantId, id],
  );
}

export async function dropLines(tx: Transaction, { tenantId, id }: Run): Promise<void> {
  await tx.query(`DELETE FROM tie_out_line WHERE tenant_id = $1 AND run = $2`, [tenantId, id]);
}
