import { recipientIdOf } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { STOPPED_BY_PROVIDER } from '@fieldline/rules';

/** Makes sure of the rows of some numbers (E.164) and answers their ids, by number. */
export async function ensureRecipients(
  tx: Transaction,
  tenantId: string,
  phoneNumbers: Iterable<string>,
): Promise<Map<string, string>> {
  const ids = new Map([...phoneNumbers].map((number) => [number, recipientIdOf(tenantId, number)]));
  if (ids.size > 0)
    await tx.query(
      `INSERT INTO recipient (tenant_id, id, phone_number)
       SELECT $1, * FROM unnest($2::uuid[], $3::text[]) AS r (id, phone_number) ORDER BY id
       ON CONFLICT DO NOTHING`,
      [tenantId, [...ids.values()], [...ids.keys()]],
    );
  return ids;
}

export interface Stopped {
  /** Place of this keyword among the recipient's. */
  readonly keywordSequence: number;
  /** False when they had opted out before. */
  readonly changed: boolean;
}

/** A keyword says plainly what a hold asks about. No fact about that hold brings it back. */
const WITHOUT_HOLD = `
  held_at = NULL, held_by = NULL, held_rule = NULL,
  hold_sequence = hold_sequence + CASE WHEN held_at IS NULL THEN 0 ELSE 1 END`;

/**
 * Stops a recipient. Waits for attempts that share the row; once this commits, none passes.
 * @param word what they sent, or `STOPPED_BY_PROVIDER`; what they sent stands, also where Twilio said it first
 */
export async function stopRecipient(
  tx: Transaction,
  tenantId: string,
  recipientId: string,
  word: string,
): Promise<Stopped> {
  const before = await lockRecipient(tx, tenantId, recipientId);
  await tx.query(
    `UPDATE recipient SET keyword_sequence = keyword_sequence + 1,
            stopped_at = coalesce(stopped_at, clock_timestamp()), stop_word = coalesce(nullif(stop_word, $4), $3),
            ${WITHOUT_HOLD}
      WHERE tenant_id = $1 AND id = $2`,
    [tenantId, recipientId, word, STOPPED_BY_PROVIDER],
  );
  return { keywordSequence: before.keywordSequence + 1, changed: before.stoppedAt === null };
}

/** Lifts a stop, or a hold, at the recipient's own word. */
export async function startRecipient(
  tx: Transaction,
  tenantId: string,
  recipientId: string,
): Promise<Stopped> {
  const before = await lockRecipient(tx, tenantId, recipientId);
  await tx.query(
    `UPDATE recipient SET keyword_sequence = keyword_sequence + 1, stopped_at = NULL, stop_word = NULL,
            restarted_at = CASE WHEN keyword_sequence > 0 THEN clock_timestamp() END,
            ${WITHOUT_HOLD}
      WHERE tenant_id = $1 AND id = $2`,
    [tenantId, recipientId],
  );
  return { keywordSequence: before.keywordSequence + 1, changed: before.stoppedAt !== null };
}

interface Locked {
  keywordSequence: number;
  stoppedAt: Date | null;
  /** What they wrote before isn't kept. */
  erasedAt: Date | null;
}

export async function lockRecipient(
  tx: Transaction,
  tenantId: string,
  recipientId: string,
): Promise<Locked> {
  const [row] = await query<Locked>(
    tx,
    `SELECT keyword_sequence AS "keywordSequence", stopped_at AS "stoppedAt",
            erased_at AS "erasedAt"
       FROM recipient WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    [tenantId, recipientId],
  );
  if (!row) throw new Error(`no recipient ${recipientId}`);
  return row;
}
