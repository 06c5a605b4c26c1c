import type { RepublicationState } from '@fieldline/contracts';
import { type Database, query, type Transaction } from '@fieldline/database';

/** One fact of a republication, and how far it has come. */
export interface RunRow {
  id: string;
  type: string;
  /** Null: every business. */
  ofTenant: string | null;
  reason: string;
  requestedBy: string;
  requestedAt: Date;
  state: RepublicationState;
  /** The last aggregate that was said; null before the first. */
  afterTenant: string | null;
  afterId: string | null;
  republished: number;
  error: string | null;
  endedAt: Date | null;
}

export interface RepublicationRequest {
  readonly id: string;
  /** Types of state facts of this service. */
  readonly facts: readonly string[];
  readonly tenantId: string | null;
  readonly reason: string;
  /** `user:<id>`, `api_key:<id>` */
  readonly by: string;
}

const COLUMNS = `
  id, type, of_tenant AS "ofTenant", reason, requested_by AS "requestedBy",
  requested_at AS "requestedAt", state, after_tenant AS "afterTenant", after_id AS "afterId",
  republished, error, ended_at AS "endedAt"`;

export async function insertRuns(
  database: Database,
  { id, facts, tenantId, reason, by }: RepublicationRequest,
): Promise<void> {
  await database.query(
    `INSERT INTO republication (id, type, of_tenant, reason, requested_by)
     SELECT $1, unnest($2::text[]), $3, $4, $5 ON CONFLICT DO NOTHING`,
    [id, facts, tenantId, reason, by],
  );
}

export function findRuns(database: Database, id: string): Promise<RunRow[]> {
  return database.query(`SELECT ${COLUMNS} FROM republication WHERE id = $1 ORDER BY position`, [
    id,
  ]);
}

/** All runs of the newest republications: ids are made in the order of time. */
export function newestRuns(
  database: Database,
  { before, limit }: { readonly before?: string; readonly limit: number },
): Promise<RunRow[]> {
  return database.query(
    `SELECT ${COLUMNS} FROM republication
      WHERE id IN (SELECT DISTINCT id FROM republication
                    WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2)
      ORDER BY id DESC, position`,
    [before ?? null, limit],
  );
}

/** The run whose turn it is: of all that were asked for, the first that hasn't ended. */
export async function nextRun(database: Database): Promise<RunRow | undefined> {
  const [row] = await database.query<RunRow>(
    `SELECT ${COLUMNS} FROM republication WHERE state = 'running' ORDER BY position LIMIT 1`,
  );
  return row;
}

/**
 * A run as it is now, for the only one who works at any run of the service until the transaction ends.
 * @returns undefined when somebody else is at it, or it has ended
 */
export async function claimRun(
  tx: Transaction,
  service: string,
  { id, type }: RunRow,
): Promise<RunRow | undefined> {
  const [lock] = await query<{ claimed: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed`,
    [`republication ${service}`],
  );
  if (!lock?.claimed) return undefined;
  const [row] = await query<RunRow>(
    tx,
    `SELECT ${COLUMNS} FROM republication WHERE id = $1 AND type = $2 AND state = 'running'`,
    [id, type],
  );
  return row;
}

export interface Progress {
  /** The last aggregate of the page. */
  readonly after?: { readonly tenantId: string; readonly id: string };
  readonly said: number;
  readonly isLast: boolean;
}

export async function advanceRun(
  tx: Transaction,
  { id, type }: RunRow,
  { after, said, isLast }: Progress,
): Promise<void> {
  await tx.query(
    `UPDATE republication
        SET republished = republished + $3,
            after_tenant = coalesce($4, after_tenant), after_id = coalesce($5, after_id),
            state = CASE WHEN $6 THEN 'done' ELSE state END,
            ended_at = CASE WHEN $6 THEN now() END
      WHERE id = $1 AND type = $2`,
    [id, type, said, after?.tenantId ?? null, after?.id ?? null, isLast],
  );
}

export async function failRun(
  database: Database,
  { id, type }: RunRow,
  error: string,
): Promise<void> {
  await database.query(
    `UPDATE republication SET state = 'failed', error = $3, ended_at = now()
      WHERE id = $1 AND type = $2 AND state = 'running'`,
    [id, type, error],
  );
}

/** Whether so many events, or more, wait to be published. */
export async function isOutboxLong(database: Database, length: number): Promise<boolean> {
  const rows = await database.query(`SELECT FROM outbox LIMIT $1`, [length]);
  return rows.length >= length;
}
