import type { StatusReported } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { Received } from '@fieldline/events';
import type { FetchedText } from '../twilio/twilio-messages.js';
import type { MessageStep } from './message.steps.js';

/** What Twilio answered about a text, as steps of the message that it is. */
export function stepsOf(
  message: Pick<MessageStep, 'tenantId' | 'messageId'>,
  { status, providerMessageId, providerCode, segments }: FetchedText,
): MessageStep[] {
  const { tenantId, messageId } = message;
  const report = { kind: 'reported', status, providerMessageId, providerCode } as const;
  const count = segments === null ? [] : [{ kind: 'counted', segments } as const];
  return [report, ...count].map((step) => ({ tenantId, messageId, step }));
}

/** Those reports that came from the account of the business whose message they name. */
export async function ofOwnAccount(
  tx: Transaction,
  events: readonly Received<StatusReported>[],
): Promise<Received<StatusReported>[]> {
  const rows = await query<{ position: number }>(
    tx,
    `SELECT r.position FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY
              AS r (tenant_id, message_id, account_sid, position)
      -- Not joined: a plan that begins at the number reads every text of the business.
      WHERE r.account_sid = (
        SELECT n.account_sid FROM message m JOIN number n ON n.tenant_id = m.tenant_id AND n.id = m.number_id
         WHERE m.tenant_id = r.tenant_id AND m.id = r.message_id)`,
    [
      events.map((event) => event.tenantId),
      events.map((event) => event.payload.messageId),
      events.map((event) => event.payload.accountSid),
    ],
  );
  const own = new Set(rows.map((row) => row.position));
  return events.filter((_, index) => own.has(index + 1));
}
