import {
  conversationIdOf,
  newId,
  type PreviewMessage,
  recipientIdOf,
  type TextPreview,
} from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import { sendFacts } from '../consent/send-facts.queries.js';
import { refOf } from '../ref.js';
import { numberFor } from './message.addressee.js';
import { isFirstText, wordsOf } from './message.permission.js';
import { readSendContexts, type SendContext } from './send-context.queries.js';

/**
 * What a text would say to them: the first to a number says more than was written.
 * @throws not_found, invalid_number
 */
export async function preview(
  tx: Transaction,
  tenantId: string,
  { body, to, contactId }: PreviewMessage,
): Promise<TextPreview> {
  const contact = contactId === undefined ? undefined : refOf(contactId, 'contact');
  const [read] = await readSendContexts(tx, tenantId, [{ id: newId(), contact }]);
  const context = read!;
  if (contact && context.contactId === null) throw notFound('contact');
  // Nobody has texted a contact without a number.
  const theirs =
    contact && context.contactNumber === null
      ? undefined
      : numberFor({ to, contact, employeeId: undefined }, context);
  const first = theirs === undefined || (await isFirstTo(tx, tenantId, theirs, context));
  const introducedBy = context.introduces ? context.businessName : null;
  return { body: wordsOf({ draft: { body }, introducedBy, isFirst: first }).body };
}

async function isFirstTo(
  tx: Transaction,
  tenantId: string,
  theirs: string,
  { ours, contactId }: SendContext,
): Promise<boolean> {
  const recipientId = recipientIdOf(tenantId, theirs);
  const conversationId = ours === null ? undefined : conversationIdOf(tenantId, ours, theirs);
  const subject = { tenantId, recipientId, contactId, theirs, conversationId };
  const [known] = await sendFacts(tx, [subject], 'none');
  return isFirstText(known!);
}
