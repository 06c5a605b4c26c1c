import { query, type Database, type Transaction } from '@fieldline/database';

/** Longer than the topics keep events: what is forgotten here can't come again. */
export const INBOX_DAYS = 14;

/**
 * Marks events as handled in the transaction of their effects.
 * @returns those that weren't yet; a rival's row in flight is waited for
 */
export async function admit(tx: Transaction, eventIds: readonly string[]): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set();
  // Sorted, so that two consumers with overlapping batches wait for each other in one order.
  const ids = [...new Set(eventIds)].toSorted();
  const rows = await query<{ event_id: string }>(
    tx,
    `INSERT INTO inbox (event_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING event_id`,
    [ids],
  );
  return new Set(rows.map((row) => row.event_id));
}

/**
 * Takes back the mark of an event that was put aside unhandled, so that it can be admitted once more.
 * Whoever brings the same event meanwhile waits for the end of the transaction.
 */
export async function readmit(tx: Transaction, eventId: string): Promise<void> {
  await tx.query(`DELETE FROM inbox WHERE event_id = $1`, [eventId]);
}

/**
 * Forgets what no transport can deliver any more. Bounded, so that it holds nobody up. What an open
 * dead letter tells of stays: when it is replayed, the inbox must know whether it had its effect.
 */
export async function forgetOldEvents(database: Database): Promise<number> {
  const rows = await database.query(
    `DELETE FROM inbox WHERE event_id IN (
       SELECT event_id FROM inbox AS i WHERE received_at < now() - $1 * interval '1 day'
          AND NOT EXISTS (SELECT FROM dead_letter AS d WHERE d.event_id = i.event_id AND d.state = 'open')
        LIMIT 10000)
     RETURNING 1`,
    [INBOX_DAYS],
  );
  return rows.length;
}
