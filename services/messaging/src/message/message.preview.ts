import {
  conversationIdOf,
  newId,
  type PreviewMessage,
  recipientIdOf,
  type TextPreview,
  type TextRefusal,
} from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { notFound, type Problem } from '@fieldline/http';
import { refusalsOf } from '@fieldline/rules';
import { sendFacts } from '../consent/send-facts.queries.js';
import { notActivated } from '../number/number.errors.js';
import { refOf } from '../ref.js';
import { tenantHalted } from '../tenant/tenant.errors.js';
import { isHalted } from '../tenant/tenant.state.js';
import { contextFaults, tellingsOf } from './message.about.js';
import { numberFor } from './message.addressee.js';
import { contextFault, denied, ownNumber, recipientNoNumber } from './message.errors.js';
import { factsOf, isFirstText, wordsOf } from './message.permission.js';
import { sendAtOf, tooFarAhead, tooLongAgo } from './send-at.js';
import { readSendContexts, type SendContext } from './send-context.queries.js';

/**
 * What a text would say to them, since the first to a number says more than was written, and what it would
 * be refused for. Reads only.
 * @throws not_found, invalid_number, invalid_request
 */
export async function preview(
  tx: Transaction,
  tenantId: string,
  text: PreviewMessage,
  operatorContact: string,
): Promise<TextPreview> {
  const { body, to, contactId } = text;
  const sendAt = sendAtOf(text);
  const contact = contactId === undefined ? undefined : refOf(contactId, 'contact');
  const [read] = await readSendContexts(tx, tenantId, [{ id: newId(), contact }]);
  const context = read!;
  if (contact && context.contactId === null) throw notFound('contact');
  const theirs =
    contact && context.contactNumber === null
      ? undefined
      : numberFor({ to, contact, employeeId: undefined }, context);
  const now = new Date();
  const of = { tenantId, text, sendAt, context, now };
  const ofThem = theirs === undefined ? NOBODY : await foreseen(tx, { ...of, theirs });
  const problems = [
    tooFarAhead(sendAt, now),
    isHalted(context.state) ? tenantHalted(context.state, operatorContact) : undefined,
    context.ours === null ? notActivated(operatorContact) : undefined,
    theirs === undefined ? recipientNoNumber('contact') : undefined,
    tooLongAgo(sendAt, now),
    theirs !== undefined && theirs === context.ours ? ownNumber() : undefined,
    ...ofThem.problems,
  ];
  const introducedBy = context.introduces ? context.businessName : null;
  return {
    body: wordsOf({ draft: { body }, introducedBy, isFirst: ofThem.isFirst }).body,
    refusals: problems.flatMap((problem) => (problem ? toRefusal(problem) : [])),
  };
}

interface Foreseen {
  readonly isFirst: boolean;
  readonly problems: readonly Problem[];
}

/** Nobody has texted a contact without a number. */
const NOBODY: Foreseen = { isFirst: true, problems: [] };

interface Foreseeing {
  readonly tenantId: string;
  readonly text: PreviewMessage;
  readonly sendAt: Date | null;
  readonly context: SendContext;
  readonly theirs: string;
  readonly now: Date;
}

/** What a text to this number would come to. */
async function foreseen(
  tx: Transaction,
  { tenantId, text, sendAt, context: { ours, contactId }, theirs, now }: Foreseeing,
): Promise<Foreseen> {
  const recipientId = recipientIdOf(tenantId, theirs);
  const conversationId = ours === null ? undefined : conversationIdOf(tenantId, ours, theirs);
  const jobTimeZone = text.job?.timeZone;
  const subject = { tenantId, recipientId, contactId, theirs, conversationId, jobTimeZone };
  const [known] = await sendFacts(tx, [subject], 'none');
  const { textClass, confirmQuietHours: quietHoursConfirmed } = text;
  const facts = factsOf({ textClass, quietHoursConfirmed, sendAt }, known!, now);
  const { confirmContext: contextConfirmed, aboutContactId, job } = text;
  const about = { aboutContactId, contextConfirmed, job, ends: { tenantId, recipientId } };
  const tellings = tellingsOf({ id: newId(), contactId, ...about });
  const faults = [...(await contextFaults(tx, tellings)).values()];
  return {
    isFirst: isFirstText(known!),
    problems: [
      ...faults.map(contextFault),
      ...refusalsOf(facts).map((refusal) => denied(refusal, facts)),
    ],
  };
}

function toRefusal({ code, detail, extras }: Problem): TextRefusal {
  return { ...extras, code, detail };
}
