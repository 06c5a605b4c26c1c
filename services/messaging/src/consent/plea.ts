import { consentHoldIdOf, type MessageReceived } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { intentOf } from '@fieldline/sms';

/** What a text asks for in words of its own, and the hold that it led to. */
export type Plea = Pick<MessageReceived, 'intent' | 'intentRule' | 'holdSequence'>;

export const NO_PLEA: Plea = { intent: null, intentRule: null, holdSequence: null };

/** A text without a keyword, from a recipient whose row is locked. */
export interface UnreadText {
  readonly tenantId: string;
  readonly recipientId: string;
  readonly messageId: string;
  readonly body: string;
  /** Nothing goes to them anyway. */
  readonly isStopped: boolean;
}

/**
 * Puts a recipient on hold who seems to ask for no more texts. Attempts share the row: once this commits,
 * none passes. Whoever asks again is on hold anew, so that a decision about the first doesn't lift it.
 */
export async function heedPlea(
  tx: Transaction,
  { tenantId, recipientId, messageId, body, isStopped }: UnreadText,
): Promise<Plea> {
  const plea = intentOf(body);
  if (!plea) return NO_PLEA;
  const { kind: intent, rule: intentRule } = plea;
  if (isStopped) return { intent, intentRule, holdSequence: null };
  const [held] = await query<{ holdSequence: number }>(
    tx,
    `UPDATE recipient
        SET held_at = clock_timestamp(), held_by = $3, held_rule = $4, hold_sequence = hold_sequence + 1
      WHERE tenant_id = $1 AND id = $2 RETURNING hold_sequence AS "holdSequence"`,
    [tenantId, recipientId, consentHoldIdOf(tenantId, messageId), intentRule],
  );
  if (!held) throw new Error(`no recipient ${recipientId}`);
  return { intent, intentRule, holdSequence: held.holdSequence };
}
