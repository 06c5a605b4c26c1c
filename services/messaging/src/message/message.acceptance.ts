import {
  type MessageJob,
  type MessageView,
  recipientIdOf,
  type TextClass,
} from '@fieldline/contracts';
import type { Settled, Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import type { MessagingSettings } from '../config.js';
import { putOnTop, type ThreadEnds } from '../conversation/conversation.queries.js';
import { recordDecisions } from '../decision/decision.queries.js';
import { notActivated } from '../number/number.errors.js';
import { ensureRecipients } from '../recipient/recipient.queries.js';
import { tenantHalted } from '../tenant/tenant.errors.js';
import { isHalted } from '../tenant/tenant.state.js';
import { contextFaults, tellingsOf } from './message.about.js';
import { type Addressee, numberFor } from './message.addressee.js';
import { insertOutbounds, type OutboundDraft } from './message.draft.js';
import type { Message } from './message.entity.js';
import { contextFault, ownNumber } from './message.errors.js';
import { acceptedFact } from './message.facts.js';
import { permit, type Permitted, type Wish } from './message.permission.js';
import { repeated } from './message.repetition.js';
import { toMessageView } from './message.view.js';
import { tooLongAgo } from './send-at.js';
import { readSendContexts, type SendContext } from './send-context.queries.js';

/** A text whose form has been checked. */
export interface AskedMessage extends Addressee {
  readonly id: string;
  readonly body: string;
  /** Of a text that had field codes: what it says may differ from one asking to the next. */
  readonly askedHash: string | null;
  readonly sentBy: string;
  readonly job: MessageJob | undefined;
  readonly aboutContactId: string | null;
  readonly contextConfirmed: boolean;
  readonly sendAt: Date | null;
  readonly textClass: TextClass | undefined;
  /** Nobody pressed a button for it. */
  readonly automatic: boolean;
  readonly quietHoursConfirmed: boolean;
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
  readonly wish: Wish;
}

/** One that may be. */
type Allowed = Permitted & Pick<Candidate, 'index'>;

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
      candidates.push({ index, wish: toWish(tenantId, message, context, settings) });
    } catch (reason) {
      answers.set(index, { status: 'rejected', reason });
    }
  });
  const discreet = await withoutIndiscreet(tx, candidates, answers);
  const allowed = await withoutDenied(tx, discreet, answers);
  const accepted = await write(tx, tenantId, allowed, outbox);
  for (const { index, draft } of allowed) {
    const message = accepted.get(draft.id);
    if (!message) continue;
    const view = toMessageView(message, draft.ends, contexts[index]!.isPaused);
    answers.set(index, { status: 'fulfilled', value: view });
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

/**
 * @throws not_activated, tenant_suspended, tenant_closed, not_found, recipient_no_number, invalid_number,
 *   send_at_past: of a new text alone, since a repetition may well come after its time
 */
function toWish(
  tenantId: string,
  asked: AskedMessage,
  context: SendContext,
  { operatorContact }: MessagingSettings,
): Wish {
  const { id, body, askedHash, sentBy, job, sendAt, askedAt, traceparent, textClass } = asked;
  const { numberId, ours, contactId, employeeId, unitPriceMicros, introduces } = context;
  if (isHalted(context.state)) throw tenantHalted(context.state, operatorContact);
  if (numberId === null || ours === null) throw notActivated(operatorContact);
  const theirs = numberFor(asked, context);
  const late = tooLongAgo(sendAt, askedAt);
  if (late) throw late;
  if (theirs === ours) throw ownNumber();
  const recipientId = recipientIdOf(tenantId, theirs);
  const ends: ThreadEnds = { tenantId, numberId, recipientId, ours, theirs };
  const draft: OutboundDraft = {
    id,
    contactId,
    employeeId,
    aboutContactId: asked.aboutContactId,
    contextConfirmed: asked.contextConfirmed,
    body,
    askedHash,
    mandatory: false,
    automatic: asked.automatic,
    quietHoursConfirmed: asked.quietHoursConfirmed,
    sentBy,
    job,
    sendAt,
    ends,
    unitPriceMicros,
    acceptedAt: askedAt,
    traceparent,
  };
  return { draft, textClass, introducedBy: introduces ? context.businessName : null };
}

/** Those that say nothing of another customer; the others are answered why not. */
async function withoutIndiscreet(
  tx: Transaction,
  candidates: readonly Candidate[],
  answers: Map<number, Answer>,
): Promise<readonly Candidate[]> {
  const tellings = candidates.flatMap(({ wish }) => tellingsOf(wish.draft));
  const faults = await contextFaults(tx, tellings);
  return candidates.filter(({ index, wish: { draft } }) => {
    const fault = faults.get(draft.id);
    if (!fault) return true;
    answers.set(index, { status: 'rejected', reason: contextFault(fault) });
    return false;
  });
}

/** Those who may be texted; the others are answered why not. */
async function withoutDenied(
  tx: Transaction,
  candidates: readonly Candidate[],
  answers: Map<number, Answer>,
): Promise<Allowed[]> {
  const permissions = await permit(
    tx,
    candidates.map(({ wish }) => wish),
  );
  return candidates.flatMap(({ index }, at) => {
    const permission = permissions[at]!;
    if (!('refusal' in permission)) return { index, ...permission };
    answers.set(index, { status: 'rejected', reason: permission.refusal });
    return [];
  });
}

/** @returns what is new, by id */
async function write(
  tx: Transaction,
  tenantId: string,
  allowed: readonly Allowed[],
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
  await recordDecisions(
    tx,
    allowed.flatMap(({ draft: { id: messageId }, decision, facts: known }) =>
      accepted.has(messageId)
        ? { tenantId, messageId, moment: 'accepted' as const, decision, facts: known }
        : [],
    ),
  );
  await putOnTop(tx, tenantId, ...new Set(facts.map(({ payload }) => payload.conversationId)));
  return accepted;
}
