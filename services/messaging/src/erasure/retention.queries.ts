import { query, type Transaction } from '@fieldline/database';

/** A business whose old messages and notes are due, and how far they have been redacted. */
export interface DueRetention {
  readonly tenantId: string;
  readonly messageDays: number;
  readonly messagesAt: string;
  readonly messagesId: string;
  readonly notesAt: string;
  readonly notesId: string;
}

/** What of a place in time is kept: Postgres's own words, since a Date has only milliseconds. */
export interface Place {
  readonly at: string;
  readonly id: string;
}

/** How long a business keeps what people wrote. The same version again mends it. */
export async function keepRetention(
  tx: Transaction,
  tenantId: string,
  messageDays: number | null,
  version: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO retention (tenant_id, message_days, version) VALUES ($1, $2, $3)
     ON CONFLICT (tenant_id) DO UPDATE
       SET message_days = excluded.message_days, version = excluded.version, due_at = clock_timestamp()
     WHERE retention.version <= excluded.version`,
    [tenantId, messageDays, version],
  );
}

/** The business that has waited longest, locked: replicas take others. */
export async function claimRetention(tx: Transaction): Promise<DueRetention | undefined> {
  const [due] = await query<DueRetention>(
    tx,
    `SELECT tenant_id AS "tenantId", message_days AS "messageDays", messages_at::text AS "messagesAt",
            messages_id AS "messagesId", notes_at::text AS "notesAt", notes_id AS "notesId"
       FROM retention WHERE message_days IS NOT NULL AND due_at <= now()
      ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return due;
}

/** The oldest rows behind a place that are too old to be kept, oldest first. */
export function findOld(
  tx: Transaction,
  table: 'message' | 'note',
  { tenantId, messageDays }: DueRetention,
  after: Place,
  limit: number,
): Promise<Place[]> {
  return query<Place>(
    tx,
    `SELECT id, created_at::text AS at FROM ${table}
      WHERE tenant_id = $1 AND (created_at, id) > ($2::timestamptz, $3::uuid)
        AND created_at < now() - $4 * interval '1 day'
      ORDER BY created_at, id LIMIT $5`,
    [tenantId, after.at, after.id, messageDays, limit],
  );
}

/** Messages whose turn came while they were on their way. */
export async function findLate(
  tx: Transaction,
  { tenantId }: DueRetention,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT message_id AS id FROM retention_late WHERE tenant_id = $1 ORDER BY message_id LIMIT $2`,
    [tenantId, limit],
  );
  return rows.map(({ id }) => id);
}

export async function addLate(
  tx: Transaction,
  { tenantId }: DueRetention,
  ids: readonly string[],
): Promise<void> {
  await tx.query(
    `INSERT INTO retention_late (tenant_id, message_id) SELECT $1, unnest($2::uuid[])
     ON CONFLICT DO NOTHING`,
    [tenantId, ids],
  );
}

export async function removeLate(
  tx: Transaction,
  { tenantId }: DueRetention,
  ids: readonly string[],
): Promise<void> {
  await tx.query(
    `DELETE FROM retention_late WHERE tenant_id = $1 AND message_id = ANY ($2::uuid[])`,
    [tenantId, ids],
  );
}

/** How far it has come, and when it goes on. */
export async function moveOn(
  tx: Transaction,
  { tenantId }: DueRetention,
  messages: Place,
  notes: Place,
  waitSeconds: number,
): Promise<void> {
  await tx.query(
    `UPDATE retention SET messages_at = $2, messages_id = $3, notes_at = $4, notes_id = $5,
            due_at = clock_timestamp() + $6 * interval '1 second'
      WHERE tenant_id = $1`,
    [tenantId, messages.at, messages.id, notes.at, notes.id, waitSeconds],
  );
}
