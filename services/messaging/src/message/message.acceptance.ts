import {
  type Country,
  type MessageJob,
  type MessageView,
  recipientIdOf,
  type RecordRef,
} from '@fieldline/contracts';
import type { Settled, Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import { notFound } from '@fieldline/http';
import { decide } from '@fieldline/rules';
import { parsePhoneNumber } from '@fieldline/sms';
import type { MessagingSettings } from '../config.js';
import { sendFacts } from '../consent/send-facts.queries.js';
import { putOnTop, type ThreadEnds } from '../conversation/conversation.queries.js';
import { notActivated } from '../number/number.errors.js';
import { ensureRecipients } from '../recipient/recipient.queries.js';
import { insertOutbounds, type OutboundDraft } from './message.draft.js';
import type { Message } from './message.entity.js';
import {
  denied,
  idempotencyKeyReused,
  invalidNumber,
  recipientNoNumber,
} from './message.errors.js';
import { acceptedFact } from './message.facts.js';
import { messageRow } from './message.queries.js';
import { toMessageView } from './message.view.js';
import { readSendContexts, type SendContext } from './send-context.queries.js';

/** A text whose form has been checked. */
export interface AskedMessage {
  readonly id: string;
  readonly body: string;
  /** Of a text that had field codes: what it says may differ from one asking to the next. */
  readonly askedHash: string | null;
  /** Who it is for: a contact, an employee, or else a number as it was written. */
  readonly contact: RecordRef | undefined;
  readonly employeeId: string | undefined;
  readonly to: string | undefined;
  readonly sentBy: string;
  readonly job: MessageJob | undefined;
  readonly sendAt: Date | null;
  readonly askedAt: Date;
  readonly traceparent: string | undefined;
}

interface Doors {
  readonly outbox: Outbox;
  readonly settings: MessagingSettings;
}

type Answer = Settled<MessageView>;
/** A text on its way to being accepted, with its place in the group. */
interface Candidate {
  readonly index: number;
  readonly draft: OutboundDraft;
}

/**
 * Accepts a tenant's texts, each or not at all: what is known of them, who may be texted, rows,
 * facts, by one statement each for all of them. A refused one writes nothing.
 */
export async function acceptAll(
  tx: Transaction,
  tenantId: string,
  asked: readonly AskedMessage[],
  { outbox, settings }: Doors,
): Promise<Answer[]> {
  const contexts = await readSendContexts(tx, tenantId, asked);
  const answers = new Map<number, Answer>();
  const candidates: Candidate[] = [];
  const firsts = new Map(asked.map(({ id }, index) => [id, index] as const).toReversed());
  asked.forEach((message, index) => {
    const context = contexts[index]!;
    if (context.exists || firsts.get(message.id) !== index) return;
    try {
      candidates.push({ index, draft: toDraft(tenantId, message, context, settings) });
    } catch (reason) {
      answers.set(index, { status: 'rejected', reason });
    }
  });
  const allowed = await withoutDenied(tx, candidates, answers);
  const accepted = await write(tx, tenantId, allowed, outbox);
  for (const { index, draft } of allowed) {
    const message = accepted.get(draft.id);
    if (message)
      answers.set(index, { status: 'fulfilled', value: toMessageView(message, draft.ends) });
  }
  const answerOf = (message: AskedMessage, index: number): Answer | Promise<Answer> => {
    const own = answers.get(index);
    const first = answers.get(firsts.get(message.id)!);
    if (own) return own;
    if (first?.status === 'rejected') return first;
    return repeated(tx, tenantId, message, contexts[index]!);
  };
  const all: Answer[] = [];
  for (const [index, message] of asked.entries()) all.push(await answerOf(message, index));
  return all;
}

/** @throws not_activated, not_found, recipient_no_number, invalid_number */
function toDraft(
  tenantId: string,
  asked: AskedMessage,
  context: SendContext,
  { operatorContact }: MessagingSettings,
): OutboundDraft {
  const { id, body, askedHash, sentBy, job, sendAt, askedAt, traceparent } = asked;
  const { numberId, ours, contactId, employeeId, unitPriceMicros } = context;
  if (numberId === null || ours === null) throw notActivated(operatorContact);
  const theirs = numberFor(asked, context);
  if (theirs === ours) throw invalidNumber("This is the business's own number.");
  const recipientId = recipientIdOf(tenantId, theirs);
  const ends: ThreadEnds = { tenantId, numberId, recipientId, ours, theirs };
  const text = {
    id,
    contactId,
    employeeId,
    body,
    askedHash,
    mandatory: false,
    sentBy,
    job,
    sendAt,
  };
  return { ...text, ends, unitPriceMicros, acceptedAt: askedAt, traceparent };
}

/** Those who may be texted; the others are answered why not. */
async function withoutDenied(
  tx: Transaction,
  candidates: readonly Candidate[],
  answers: Map<number, Answer>,
): Promise<Candidate[]> {
  if (candidates.length === 0) return [];
  const subjects = candidates.map(({ draft: { ends, contactId, employeeId } }) => ({
    ...ends,
    contactId,
    employeeId,
  }));
  const facts = await sendFacts(tx, subjects, 'none');
  const now = new Date();
  return candidates.filter(({ index }, at) => {
    const decision = decide({ ...facts[at]!, now, mandatory: false });
    if (!decision.allow) answers.set(index, { status: 'rejected', reason: denied(decision) });
    return decision.allow;
  });
}

/** @returns what is new, by id */
async function write(
  tx: Transaction,
  tenantId: string,
  allowed: readonly Candidate[],
  outbox: Outbox,
): Promise<Map<string, Message>> {
  if (allowed.length === 0) return new Map();
  const drafts = allowed.map(({ draft }) => draft);
  await ensureRecipients(tx, tenantId, new Set(drafts.map(({ ends }) => ends.theirs)));
  const accepted = await insertOutbounds(tx, tenantId, drafts);
  const facts = allowed.flatMap(({ draft }) => {
    const message = accepted.get(draft.id);
    return message ? [acceptedFact(message, draft.ends)] : [];
  });
  await outbox.addAll(tx, facts);
  await putOnTop(tx, tenantId, ...new Set(facts.map(({ payload }) => payload.conversationId)));
  return accepted;
}

/** The key of a message may outlive the gateway's memory of it, not its meaning. */
async function repeated(
  tx: Transaction,
  tenantId: string,
  { id, body, askedHash, to, job }: AskedMessage,
  { contactId, employeeId, country }: SendContext,
): Promise<Answer> {
  const { message, ends } = await messageRow(tx, tenantId, id);
  const theirs = to === undefined ? undefined : parsePhoneNumber(to, country);
  const sameAddressee = theirs
    ? theirs.ok && theirs.e164 === ends.theirs
    : message.contactId === contactId && message.employeeId === employeeId;
  const hasCodes = askedHash !== null || message.askedHash !== null;
  const sameAsked = hasCodes ? message.askedHash === askedHash : message.body === body;
  // Nobody can tell any more when the body was taken away.
  const sameWords = message.redactedAt !== null || sameAsked;
  if (!sameWords || !sameAddressee || message.jobId !== (job?.id ?? null))
    return { status: 'rejected', reason: idempotencyKeyReused() };
  return { status: 'fulfilled', value: toMessageView(message, ends) };
}

/** @throws not_found, recipient_no_number, invalid_number */
function numberFor({ contact, employeeId, to }: AskedMessage, context: SendContext): string {
  if (contact) return numberOf('contact', context.contactId, context.contactNumber);
  if (employeeId) return numberOf('employee', context.employeeId, context.employeeNumber);
  return e164Of(to ?? '', context.country);
}

function numberOf(who: 'contact' | 'employee', id: string | null, number: string | null): string {
  if (id === null) throw notFound(who);
  if (number === null) throw recipientNoNumber(who);
  return number;
}

function e164Of(text: string, country: Country): string {
  const number = parsePhoneNumber(text, country);
  if (!number.ok) throw invalidNumber(number.detail);
  return number.e164;
}
