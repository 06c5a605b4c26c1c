import { type DeadLetterReason, newId } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { IncomingRecord } from '../transport.js';

export interface Burial {
  readonly record: IncomingRecord;
  readonly reason: DeadLetterReason;
  readonly error: string;
}

/**
 * Keeps records that can't be handled, whole, until an operator replays or drops them. A record that
 * comes again from its place is kept once; another one there, of a topic that was made anew, is its own.
 */
export async function bury(tx: Transaction, burials: readonly Burial[]): Promise<void> {
  for (const { record, reason, error } of burials) {
    await tx.query(
      `INSERT INTO dead_letter
              (id, topic, partition, "offset", key, subject, type, event_id, headers, payload, reason, error)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
        WHERE NOT EXISTS (
          SELECT FROM dead_letter
           WHERE topic = $2 AND partition = $3 AND "offset" = $4
             AND headers = $9::jsonb AND payload IS NOT DISTINCT FROM $10::bytea)`,
      [
        newId(),
        record.topic,
        record.partition,
        record.offset,
        record.key,
        subjectOf(record),
        record.headers['ce_type'] ?? null,
        record.headers['ce_id'] ?? null,
        record.headers,
        record.value,
        reason,
        error,
      ],
    );
  }
}

/**
 * Those records whose aggregate has an open dead letter: they must wait behind it. The last such letter
 * is held until the transaction ends, so that a replay can't open the aggregate between this look and
 * the burial behind it; one that is about to is waited for.
 * Malformed ones hold up nobody, since what they say about an aggregate isn't known.
 */
export async function parkedRecords(
  tx: Transaction,
  records: readonly IncomingRecord[],
): Promise<Set<IncomingRecord>> {
  const rows = await query<{ topic: string; subject: string }>(
    tx,
    `SELECT r.topic, r.subject
       FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) AS u (topic, subject)) AS r
      CROSS JOIN LATERAL (
        SELECT FROM dead_letter AS d
         WHERE d.topic = r.topic AND d.subject = r.subject
           AND d.state = 'open' AND d.reason <> 'malformed'
         ORDER BY d.position DESC LIMIT 1 FOR SHARE) AS last`,
    [records.map((record) => record.topic), records.map(subjectOf)],
  );
  const parked = new Set(rows.map((row) => `${row.topic} ${row.subject}`));
  return new Set(records.filter((record) => parked.has(`${record.topic} ${subjectOf(record)}`)));
}

function subjectOf(record: IncomingRecord): string {
  return record.headers['ce_subject'] ?? record.key;
}
