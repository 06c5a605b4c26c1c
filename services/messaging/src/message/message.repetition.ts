import type { MessageJob, MessageView } from '@fieldline/contracts';
import type { Settled, Transaction } from '@fieldline/database';
import { parsePhoneNumber } from '@fieldline/sms';
import { hashOfWords } from './introduction.js';
import type { Addressee } from './message.addressee.js';
import { idempotencyKeyReused } from './message.errors.js';
import { messageRow } from './message.queries.js';
import { toMessageView } from './message.view.js';
import type { SendContext } from './send-context.queries.js';

/** What a text is held to by its key. */
interface Asked extends Pick<Addressee, 'to'> {
  readonly id: string;
  readonly body: string;
  readonly askedHash: string | null;
  readonly job: MessageJob | undefined;
}

/** The key of a message may outlive the gateway's memory of it, not its meaning. */
export async function repeated(
  tx: Transaction,
  tenantId: string,
  { id, body, askedHash, to, job }: Asked,
  { contactId, employeeId, country }: SendContext,
): Promise<Settled<MessageView>> {
  const { message, ends, isPaused } = await messageRow(tx, tenantId, id);
  const theirs = to === undefined ? undefined : parsePhoneNumber(to, country);
  const sameAddressee = theirs
    ? theirs.ok && theirs.e164 === ends.theirs
    : message.contactId === contactId && message.employeeId === employeeId;
  const sameAsked =
    message.askedHash === null
      ? askedHash === null && message.body === body
      : message.askedHash === (askedHash ?? hashOfWords(body));
  // Nobody can tell any more when the body was taken away.
  const sameWords = message.redactedAt !== null || sameAsked;
  if (!sameWords || !sameAddressee || message.jobId !== (job?.id ?? null))
    return { status: 'rejected', reason: idempotencyKeyReused() };
  return { status: 'fulfilled', value: toMessageView(message, ends, isPaused) };
}
