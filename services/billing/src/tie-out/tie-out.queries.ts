import {
  CHARGE_BY_STATUS,
  type TieOutBegun,
  type TieOutFailed,
  type TieOutPage,
} from '@fieldline/contracts';
import { type Database, query, type Transaction } from '@fieldline/database';

/**
 * A day is begun anew: what was found of it before is forgotten, and pages of an older run with it; not since when
 * one run after the other has come to nothing.
 */
export async function begin(
  tx: Transaction,
  { businessId, date, run }: TieOutBegun,
): Promise<void> {
  await dropFindings(tx, businessId, date);
  await dropRecords(tx, businessId, date);
  const [before] = await query<{ unfinishedSince: Date | null }>(
    tx,
    `DELETE FROM tie_out WHERE tenant_id = $1 AND date = $2
     RETURNING CASE WHEN state IN ('running', 'failed') THEN coalesce(failing_since, begun_at) END AS "unfinishedSince"`,
    [businessId, date],
  );
  await tx.query(
    `INSERT INTO tie_out (tenant_id, date, run, failing_since) VALUES ($1, $2, $3, $4)`,
    [businessId, date, run, before?.unfinishedSince ?? null],
  );
}

/**
 * Keeps a page. With the last one the day is complete, and compared once facts that were under way have
 * had their time. A page that was there before, or of a run that was overtaken, changes nothing.
 */
export async function keepPage(
  tx: Transaction,
  { businessId, date, run, page, pages, asOf, records }: TieOutPage,
  graceSeconds: number,
): Promise<void> {
  const isNew = await query(
    tx,
    `UPDATE tie_out SET pages = $5, seen = seen || $4::integer, as_of = $6,
            compare_at = CASE WHEN cardinality(seen) + 1 = $5 THEN now() + $7 * interval '1 second' END
      WHERE tenant_id = $1 AND date = $2 AND run = $3 AND state = 'running' AND NOT $4 = ANY (seen)
      RETURNING 1`,
    [businessId, date, run, page, pages, asOf, graceSeconds],
  );
  if (isNew.length === 0) return;
  await tx.query(
    `INSERT INTO tie_out_record (tenant_id, date, message_id, provider_message_id, direction, status,
                                 provider_status, segments, provider_segments, standing, at)
     SELECT $1, $2, r."messageId", r."providerMessageId", r.direction, r.status, r."providerStatus",
            r.segments, r."providerSegments", r.standing, r.at
       FROM jsonb_to_recordset($3::jsonb) AS r ("messageId" uuid, "providerMessageId" text, direction text,
              status text, "providerStatus" text, segments bigint, "providerSegments" bigint,
              standing text, at timestamptz)`,
    [businessId, date, JSON.stringify(records)],
  );
}

export async function fail(
  tx: Transaction,
  { businessId, date, run, reason }: TieOutFailed,
): Promise<void> {
  const failed = await query(
    tx,
    `UPDATE tie_out SET state = 'failed', failure = $4, ran_at = now()
      WHERE tenant_id = $1 AND date = $2 AND run = $3 AND state = 'running' RETURNING 1`,
    [businessId, date, run, reason],
  );
  if (failed.length > 0) await dropRecords(tx, businessId, date);
}

export interface CompleteDay {
  readonly tenantId: string;
  readonly date: string;
  readonly run: string;
}

/** A day whose records are all there. Should it not be compared, the others have their turn before it's tried again. */
export async function claimComplete(database: Database): Promise<CompleteDay | undefined> {
  const [day] = await database.query<CompleteDay>(
    `UPDATE tie_out SET compare_at = now() + interval '1 minute'
      WHERE (tenant_id, date) = (
        SELECT tenant_id, date FROM tie_out WHERE state = 'running' AND compare_at <= now()
         ORDER BY compare_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING tenant_id AS "tenantId", to_char(date, 'YYYY-MM-DD') AS date, run`,
  );
  return day;
}

/** For the only one who compares it. @returns false when it was begun anew, or is compared already */
export async function lockComplete(
  tx: Transaction,
  { tenantId, date, run }: CompleteDay,
): Promise<boolean> {
  const rows = await query(
    tx,
    `SELECT FROM tie_out WHERE tenant_id = $1 AND date = $2 AND run = $3 AND state = 'running' FOR UPDATE`,
    [tenantId, date, run],
  );
  return rows.length > 0;
}

/** Kept of each day, of mismatches and of what is open. */
export const FINDINGS_MAX = 1_000;

/**
 * A line is a text of the day: a record, or a hold whose message nobody named. What it should have cost is
 * decided by Twilio's status once that is final, else by ours.
 */
const LINES = `
  SELECT r.message_id, r.provider_message_id, r.direction, r.status, r.provider_status, r.segments,
         r.provider_segments, r.standing, true AS is_named, r.at
    FROM tie_out_record r
   WHERE r.tenant_id = $1 AND r.date = $2 AND r.standing <> 'neighbour'
  UNION ALL
  SELECT h.message_id, NULL, h.direction, NULL, NULL, NULL, NULL, 'due', false, h.created_at
    FROM tie_out t JOIN hold h ON h.tenant_id = t.tenant_id
   WHERE t.tenant_id = $1 AND t.date = $2
     AND h.created_at >= $2::timestamp AT TIME ZONE 'UTC'
     AND h.created_at < ($2::timestamp + interval '1 day') AT TIME ZONE 'UTC'
     AND h.created_at < t.as_of - interval '1 second'
     AND NOT EXISTS (SELECT FROM tie_out_record r
                      WHERE r.tenant_id = $1 AND r.date = $2 AND r.message_id = h.message_id OFFSET 0)`;

const BOOKED = `
  SELECT l.*, h.state AS hold_state, h.posted_segments AS posted, h.expires_at > now() AS is_expiring, b.used, own.effect, theirs.effect AS provider_effect,
         CASE coalesce(nullif(theirs.effect, 'hold'), own.effect)
           WHEN 'post' THEN coalesce(l.provider_segments, l.segments, 0) ELSE 0 END AS due
    FROM line l
    LEFT JOIN LATERAL (SELECT * FROM hold x
                        WHERE x.tenant_id = $1 AND x.message_id = l.message_id OFFSET 0) h ON true
    LEFT JOIN charge own ON own.status = l.status
    LEFT JOIN charge theirs ON theirs.status = l.provider_status
   CROSS JOIN LATERAL (SELECT coalesce(sum(e.segments), 0)::bigint AS used FROM entry e
                        WHERE e.tenant_id = $1 AND e.message_id = l.message_id AND e.target = 'used') b`;

/** The first that fits is what a line is called. */
const KIND = `
  CASE WHEN standing = 'open' THEN 'open'
       WHEN NOT is_named THEN CASE WHEN hold_state IN ('open', 'posted') OR used > 0 THEN 'orphan_hold' END
       WHEN message_id IS NULL THEN 'unknown_to_us'
       WHEN used > coalesce(posted, 0) THEN 'double_charge'
       WHEN provider_status IS NULL AND (used > 0 OR (effect = 'post' AND provider_message_id IS NOT NULL))
         THEN 'unknown_at_twilio'
       WHEN due = 0 AND used > 0 THEN 'charged_but_failed'
       WHEN due > 0 AND (used = 0 OR used < posted) THEN 'missing_charge'
       WHEN hold_state = 'open' AND is_expiring IS NOT TRUE THEN 'orphan_hold'
       WHEN used <> due OR segments <> provider_segments THEN 'wrong_count' END`;

/** Compares a complete day by one statement, one snapshot of the ledger; keeps what it finds, drops the records. */
export async function compare(tx: Transaction, { tenantId, date }: CompleteDay): Promise<number> {
  // The planner doesn't know yet how many records there are: the ledger is read by index, line by line, and so are
  // they (OFFSET 0): joined as if they were few, a busy day would take minutes.
  await tx.query(`SET LOCAL enable_seqscan = off`);
  const [row] = await query<{ mismatches: number }>(
    tx,
    `WITH charge AS MATERIALIZED (
       SELECT * FROM unnest($3::text[], $4::text[]) AS c (status, effect)
     ), line AS MATERIALIZED (${LINES}
     ), booked AS MATERIALIZED (${BOOKED}
     ), judged AS MATERIALIZED (
       SELECT *, ${KIND} AS kind FROM booked
     ), kept AS (
       INSERT INTO tie_out_finding (tenant_id, date, kind, message_id, provider_message_id, direction, status,
              provider_status, hold_state, posted_segments, ledger_segments, messaging_segments, twilio_segments, at)
       SELECT $1, $2, kind, message_id, provider_message_id, direction, status, provider_status, hold_state,
              posted, nullif(used, 0), segments, provider_segments, at
         FROM (SELECT *, row_number() OVER (PARTITION BY kind = 'open' ORDER BY at, message_id) AS place
                 FROM judged WHERE kind IS NOT NULL) j
        WHERE place <= ${FINDINGS_MAX} ORDER BY place
     ), total AS (
       SELECT count(*) FILTER (WHERE kind <> 'open') AS mismatches,
              count(*) FILTER (WHERE kind = 'open') AS open,
              ${side('ledger', 'used > 0', 'used')},
              ${side('messaging', `effect = 'post' AND segments > 0`, 'segments')},
              ${side('twilio', `provider_effect = 'post'`, 'provider_segments')}
         FROM judged
     )
     UPDATE tie_out o
        SET mismatches = t.mismatches, open = t.open,
            ledger_messages = t.ledger_messages, ledger_segments = t.ledger_segments,
            messaging_messages = t.messaging_messages, messaging_segments = t.messaging_segments,
            twilio_messages = t.twilio_messages, twilio_segments = t.twilio_segments,
            state = CASE WHEN t.mismatches > 0 THEN 'mismatched' ELSE 'tied' END, ran_at = now()
       FROM total t WHERE o.tenant_id = $1 AND o.date = $2
     RETURNING o.mismatches`,
    [tenantId, date, Object.keys(CHARGE_BY_STATUS), Object.values(CHARGE_BY_STATUS)],
  );
  await dropRecords(tx, tenantId, date);
  return row!.mismatches;
}

/** What is open counts on no side. */
function side(name: string, has: string, segments: string): string {
  const counted = `FILTER (WHERE kind IS DISTINCT FROM 'open' AND ${has})`;
  return `count(*) ${counted} AS ${name}_messages,
          coalesce(sum(${segments}) ${counted}, 0)::bigint AS ${name}_segments`;
}

async function dropFindings(tx: Transaction, tenantId: string, date: string): Promise<void> {
  await tx.query(`DELETE FROM tie_out_finding WHERE tenant_id = $1 AND date = $2`, [
    tenantId,
    date,
  ]);
}

async function dropRecords(tx: Transaction, tenantId: string, date: string): Promise<void> {
  await tx.query(`DELETE FROM tie_out_record WHERE tenant_id = $1 AND date = $2`, [tenantId, date]);
}
