import { type Database, query, type Transaction } from '@fieldline/database';

/** A business's day that is being tied out. */
export interface Run {
  readonly tenantId: string;
  readonly id: string;
  /** `yyyy-mm-dd`, in UTC. */
  readonly date: string;
}

/** With how far it has come. */
export interface RunUnderWay extends Run {
  readonly accountSid: string;
  readonly state: 'listing' | 'asking' | 'publishing';
  /** Which claim of it this is. */
  readonly turn: number;
  /** Where Twilio's list goes on; null for its beginning. */
  readonly nextPageUrl: string | null;
  readonly listed: number;
  /** Up to when messages were read; null before. */
  readonly asOf: Date | null;
  readonly pages: number | null;
  readonly published: number;
  readonly lastPosition: number;
}

/** Then another process goes on with it. It may come too early for a slow answer: whoever is overtaken writes nothing. */
const LEASE_SECONDS = 30;
const UNDER_WAY = `state NOT IN ('done', 'failed')`;
const KEY = `tenant_id AS "tenantId", id, to_char(date, 'YYYY-MM-DD') AS date`;

/** Begins one at a person's request. Undefined when it was asked for before, or that day is under way. */
export async function insertRequested(
  tx: Transaction,
  {
    tenantId,
    id,
    date,
    accountSid,
    by,
  }: Run & { readonly accountSid: string; readonly by: string },
): Promise<Run | undefined> {
  const [run] = await query<Run>(
    tx,
    `INSERT INTO tie_out (tenant_id, id, date, account_sid, requested_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING ${KEY}`,
    [tenantId, id, date, accountSid, by],
  );
  return run;
}

/** The one of this id, else the one of this day that is under way. */
export async function findRun(
  tx: Transaction,
  { tenantId, id, date }: Run,
): Promise<Run | undefined> {
  const [run] = await query<Run>(
    tx,
    `SELECT ${KEY} FROM tie_out WHERE tenant_id = $1 AND (id = $2 OR date = $3 AND ${UNDER_WAY})
      ORDER BY id = $2 DESC LIMIT 1`,
    [tenantId, id, date],
  );
  return run;
}

/**
 * Begins those that are due: each day since a business has a number, once it's over for so long, once; anew a
 * day after it failed.
 * @param daysBack how far what was missed is made up for
 */
export function insertDue(
  tx: Transaction,
  { afterSeconds, daysBack, limit }: { afterSeconds: number; daysBack: number; limit: number },
): Promise<Run[]> {
  return query<Run>(
    tx,
    `INSERT INTO tie_out (tenant_id, id, date, account_sid)
     SELECT n.tenant_id, gen_random_uuid(), day.date, n.account_sid
       FROM (SELECT tenant_id, min(account_sid) AS account_sid,
                    (min(created_at) AT TIME ZONE 'UTC')::date AS since
               FROM number WHERE state = 'active' GROUP BY tenant_id) n
      CROSS JOIN LATERAL (
        SELECT ((now() - $1 * interval '1 second') AT TIME ZONE 'UTC')::date - back AS date
          FROM generate_series(1, $2) AS back) day
      WHERE day.date >= n.since
        AND NOT EXISTS (SELECT FROM tie_out t
                         WHERE t.tenant_id = n.tenant_id AND t.date = day.date AND t.requested_by IS NULL
                           AND (t.state <> 'failed' OR t.ended_at > now() - interval '1 day'))
      ORDER BY day.date, n.tenant_id LIMIT $3
     ON CONFLICT DO NOTHING RETURNING ${KEY}`,
    [afterSeconds, daysBack, limit],
  );
}

/** Leases the run that has waited longest; of one business one at a time, in the order of their beginning. */
export async function claimRun(database: Database): Promise<RunUnderWay | undefined> {
  const [run] = await database.query<RunUnderWay>(
    `UPDATE tie_out SET turn = turn + 1, due_at = now() + interval '${LEASE_SECONDS} seconds'
      WHERE (tenant_id, id) = (
        SELECT t.tenant_id, t.id FROM tie_out t
         WHERE t.${UNDER_WAY} AND t.due_at <= now()
           AND NOT EXISTS (SELECT FROM tie_out e
                            WHERE e.tenant_id = t.tenant_id AND e.${UNDER_WAY}
                              AND (e.begun_at, e.id) < (t.begun_at, t.id))
         ORDER BY t.due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING ${KEY}, account_sid AS "accountSid", state, turn, next_page_url AS "nextPageUrl", listed,
        as_of AS "asOf", pages, published, last_position AS "lastPosition"`,
  );
  return run;
}

/** Locks a run for what its claim led to. False when the claim was overtaken: write nothing then. */
export async function isStillOurs(tx: Transaction, run: RunUnderWay): Promise<boolean> {
  const rows = await query(
    tx,
    `SELECT FROM tie_out WHERE tenant_id = $1 AND id = $2 AND turn = $3 AND ${UNDER_WAY} FOR UPDATE`,
    [run.tenantId, run.id, run.turn],
  );
  return rows.length > 0;
}

export interface Progress {
  readonly state?: 'asking' | 'publishing' | 'done';
  readonly nextPageUrl?: string | null;
  readonly listed?: number;
  readonly asOf?: Date;
  readonly pages?: number;
  readonly published?: number;
  readonly lastPosition?: number;
}

/**
 * Keeps how far a run has come; it's due for its next step at once. It doesn't fail any more; a list that is begun
 * anew again and again does, until its end is reached.
 */
export async function advance(
  tx: Transaction,
  run: RunUnderWay,
  progress: Progress,
): Promise<void> {
  const { state, nextPageUrl, listed, asOf, pages, published, lastPosition } = {
    ...run,
    ...progress,
  };
  await tx.query(
    `UPDATE tie_out SET state = $3, next_page_url = $4, listed = $5, as_of = $6, pages = $7, published = $8,
            last_position = $9, failures = 0, due_at = now(),
            failing_since = CASE WHEN state = 'listing' AND $3 = 'listing' THEN failing_since END,
            ended_at = CASE WHEN $3 = 'done' THEN now() END
      WHERE tenant_id = $1 AND id = $2`,
    [run.tenantId, run.id, state, nextPageUrl, listed, asOf, pages, published, lastPosition],
  );
}

/**
 * Puts the next step off, longer after each failure in a row, up to ten minutes.
 * @param from where the listing goes on then
 */
export async function putOff(
  tx: Transaction,
  { tenantId, id }: Run,
  from: string | null,
): Promise<void> {
  await tx.query(
    `UPDATE tie_out SET failures = failures + 1, failing_since = coalesce(failing_since, now()), next_page_url = $3,
            listed = CASE WHEN $3::text IS NULL THEN 0 ELSE listed END,
            due_at = now() + least(2 ^ least(failures, 10), 600) * interval '1 second'
      WHERE tenant_id = $1 AND id = $2`,
    [tenantId, id, from],
  );
}

/** Whether a run has failed for so long that it's given up. One that merely takes its time isn't. */
export async function isOverdue(
  tx: Transaction,
  { tenantId, id }: Run,
  seconds: number,
): Promise<boolean> {
  const rows = await query(
    tx,
    `SELECT FROM tie_out
      WHERE tenant_id = $1 AND id = $2 AND failing_since < now() - $3 * interval '1 second'`,
    [tenantId, id, seconds],
  );
  return rows.length > 0;
}

export async function endAsFailed(
  tx: Transaction,
  { tenantId, id }: Run,
  failure: string,
): Promise<void> {
  await tx.query(
    `UPDATE tie_out SET state = 'failed', failure = $3, ended_at = now() WHERE tenant_id = $1 AND id = $2`,
    [tenantId, id, failure],
  );
}
