import type { DeadLetterOutcome, DeadLetterReason, DeadLetterState } from '@fieldline/contracts';
import { type Database, query, type Transaction } from '@fieldline/database';
import { COLUMNS, type DeadLetterRow, type WholeDeadLetterRow } from './dead-letter.row.js';

export interface DeadLetterFilter {
  readonly state?: DeadLetterState;
  readonly reason?: DeadLetterReason;
  readonly topic?: string;
  readonly type?: string;
  /** Letters that came before this one. */
  readonly before?: string;
  readonly limit: number;
}

/** Newest first: ids are made in the order of time. */
export function listLetters(
  database: Database,
  { state, reason, topic, type, before, limit }: DeadLetterFilter,
): Promise<DeadLetterRow[]> {
  return database.query(
    `SELECT ${COLUMNS} FROM dead_letter
      WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR reason = $2)
        AND ($3::text IS NULL OR topic = $3) AND ($4::text IS NULL OR type = $4)
        AND ($5::uuid IS NULL OR id < $5)
      ORDER BY id DESC LIMIT $6`,
    [state ?? null, reason ?? null, topic ?? null, type ?? null, before ?? null, limit],
  );
}

export async function findLetter(
  database: Database,
  id: string,
): Promise<WholeDeadLetterRow | undefined> {
  const [row] = await database.query<WholeDeadLetterRow>(
    `SELECT ${COLUMNS}, headers, payload FROM dead_letter WHERE id = $1`,
    [id],
  );
  return row;
}

type Aggregate = Pick<DeadLetterRow, 'topic' | 'subject'>;

/**
 * Makes the caller the only one who resolves letters of an aggregate, until its transaction ends.
 * @returns false when somebody else is at it
 */
export async function claimAggregate(
  tx: Transaction,
  service: string,
  { topic, subject }: Aggregate,
): Promise<boolean> {
  const [row] = await query<{ claimed: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed`,
    [`dead letters ${service} ${topic} ${subject}`],
  );
  return row?.claimed === true;
}

/**
 * The letter as it is now, held until the transaction ends: a burial behind it is waited for. Held before
 * the first effect, as arrivals hold it too: locks taken in two orders would be a deadlock.
 */
export async function lockLetter(tx: Transaction, id: string): Promise<WholeDeadLetterRow> {
  const [row] = await query<WholeDeadLetterRow>(
    tx,
    `SELECT ${COLUMNS}, headers, payload FROM dead_letter WHERE id = $1 FOR UPDATE`,
    [id],
  );
  if (!row) throw new Error(`dead letter ${id} has disappeared`);
  return row;
}

/** The first open letter that later events of the aggregate wait for; undefined when they flow. */
export async function firstWaiting(
  on: Database | Transaction,
  { topic, subject }: Aggregate,
): Promise<DeadLetterRow | undefined> {
  const rows = (await on.query(
    `SELECT ${COLUMNS} FROM dead_letter
      WHERE topic = $1 AND subject = $2 AND state = 'open' AND reason <> 'malformed'
      ORDER BY position LIMIT 1`,
    [topic, subject],
  )) as DeadLetterRow[];
  return rows[0];
}

/** How many open letters of its aggregate came after a letter. */
export async function countBehind(
  database: Database,
  { topic, subject, position }: DeadLetterRow,
): Promise<number> {
  const [row] = await database.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM dead_letter
      WHERE topic = $1 AND subject = $2 AND state = 'open' AND reason <> 'malformed' AND position > $3`,
    [topic, subject, position],
  );
  return row?.waiting ?? 0;
}

export interface Resolution {
  readonly outcome: DeadLetterOutcome;
  readonly by: string;
  readonly reason: string;
}

export async function resolveLetter(
  tx: Transaction,
  id: string,
  { outcome, by, reason }: Resolution,
): Promise<void> {
  await tx.query(
    `UPDATE dead_letter SET state = $2, resolution = $3, resolved_at = now(), resolved_by = $4,
            resolution_reason = $5
      WHERE id = $1`,
    [id, outcome === 'dropped' ? 'dropped' : 'replayed', outcome, by, reason],
  );
}

/** Keeps what a replay failed of. A parked letter has had its turn now: it is what the others wait for. */
export async function recordAttempt(
  database: Database,
  id: string,
  { by, error }: { by: string; error: string },
): Promise<void> {
  await database.query(
    `UPDATE dead_letter SET error = $2, attempts = attempts + 1, attempted_at = now(),
            attempted_by = $3, reason = CASE reason WHEN 'parked' THEN 'failed' ELSE reason END
      WHERE id = $1 AND state = 'open'`,
    [id, error, by],
  );
}

/** Letters that wait for nothing any more: what stood before them is resolved, but its replay was cut short. */
export function strandedLetters(database: Database, limit: number): Promise<DeadLetterRow[]> {
  return database.query(
    `SELECT * FROM (
       SELECT DISTINCT ON (topic, subject) ${COLUMNS} FROM dead_letter
        WHERE state = 'open' AND reason <> 'malformed'
        ORDER BY topic, subject, position) AS first
      WHERE reason = 'parked' LIMIT $1`,
    [limit],
  );
}

export interface OpenLetters {
  readonly reason: DeadLetterReason;
  readonly letters: number;
}

/** How many letters are open, by reason. */
export function countOpen(database: Database): Promise<OpenLetters[]> {
  return database.query(
    `SELECT reason, count(*)::int AS letters FROM dead_letter WHERE state = 'open' GROUP BY reason`,
  );
}

/** How many aggregates stand still behind a letter. */
export async function countParkedAggregates(database: Database): Promise<number> {
  const [row] = await database.query<{ aggregates: number }>(
    `SELECT count(DISTINCT (topic, subject))::int AS aggregates FROM dead_letter
      WHERE state = 'open' AND reason <> 'malformed'`,
  );
  return row?.aggregates ?? 0;
}
