import { newId } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { IncomingRecord } from './transport.js';

export interface Burial {
  readonly record: IncomingRecord;
  /** `malformed`: not an event of ours · `failed`: its handler can't · `parked`: waits for an earlier one */
  readonly reason: 'malformed' | 'failed' | 'parked';
  readonly error: string;
}

/** Keeps records that can't be handled, whole, until an operator replays or drops them. */
export async function bury(tx: Transaction, burials: readonly Burial[]): Promise<void> {
  for (const { record, reason, error } of burials) {
    await tx.query(
      `INSERT INTO dead_letter (id, topic, partition, "offset", key, subject, type, headers, payload, reason, error)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
      [
        newId(),
        record.topic,
        record.partition,
        record.offset,
        record.key,
        subjectOf(record),
        record.headers['ce_type'] ?? null,
        record.headers,
        record.value,
        reason,
        error,
      ],
    );
  }
}

/**
 * Those records whose aggregate has an open dead letter: they must wait behind it.
 * Malformed ones hold up nobody, since what they say about an aggregate isn't known.
 */
export async function parkedSubjects(
  tx: Transaction,
  records: readonly IncomingRecord[],
): Promise<Set<IncomingRecord>> {
  const rows = await query<{ topic: string; subject: string }>(
    tx,
    `SELECT DISTINCT d.topic, d.subject FROM dead_letter d
       JOIN unnest($1::text[], $2::text[]) AS r (topic, subject) USING (topic, subject)
      WHERE d.state = 'open' AND d.reason <> 'malformed'`,
    [records.map((record) => record.topic), records.map(subjectOf)],
  );
  const parked = new Set(rows.map((row) => `${row.topic} ${row.subject}`));
  return new Set(records.filter((record) => parked.has(`${record.topic} ${subjectOf(record)}`)));
}

function subjectOf(record: IncomingRecord): string {
  return record.headers['ce_subject'] ?? record.key;
}
