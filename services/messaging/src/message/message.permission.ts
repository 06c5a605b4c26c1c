import { conversationIdOf, type TextClass } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { decide, type Decision, INBOUND_BASIS_DAYS, type SendFacts } from '@fieldline/rules';
import { checkBody, looksPromotional } from '@fieldline/sms';
import type { KnownSubject } from '../consent/known-subject.js';
import { sendFacts } from '../consent/send-facts.queries.js';
import { hashOfWords, introduced } from './introduction.js';
import type { OutboundDraft } from './message.draft.js';
import { classRequired, denied, introducedTooLong } from './message.errors.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A text whose addressee is known, and what its sender said about it. */
export interface Wish {
  readonly draft: OutboundDraft;
  readonly textClass: TextClass | undefined;
  /** Set when its first text to a number names the business. */
  readonly introducedBy: string | null;
}

/** A text that may be accepted, as it will leave, with the decision that says so. */
export interface Permitted {
  readonly draft: OutboundDraft;
  readonly decision: Decision;
  readonly facts: SendFacts;
}

export type Permission = Permitted | { readonly refusal: Error };

/**
 * Whether texts of one business may be accepted: for the time at which they are to go. What each says and
 * is classed as is settled here, since both depend on what was between the two before.
 */
export async function permit(
  tx: Transaction,
  wishes: readonly Wish[],
): Promise<readonly Permission[]> {
  if (wishes.length === 0) return [];
  const subjects = wishes.map(({ draft, introducedBy }) => ({
    ...draft.ends,
    contactId: draft.contactId,
    employeeId: draft.employeeId,
    jobTimeZone: draft.job?.timeZone,
    ...(introducedBy !== null && { conversationId: conversationOf(draft) }),
  }));
  const known = await sendFacts(tx, subjects, 'none');
  const now = new Date();
  return wishes.map((wish, index) => permission(wish, known[index]!, now));
}

function permission(wish: Wish, known: KnownSubject, now: Date): Permission {
  const facts = factsOf({ ...wish.draft, textClass: wish.textClass }, known, now);
  const { textClass } = facts;
  const decision = decide(facts);
  if (decision.outcome === 'deny') return { refusal: denied(decision, facts) };
  if (wish.textClass === undefined && looksPromotional(wish.draft.body))
    return { refusal: classRequired() };
  const words = wordsOf({ ...wish, isFirst: isFirstText(known) });
  if (!checkBody(words.body).ok) return { refusal: introducedTooLong(words.body.length) };
  const windowOpensAt = decision.outcome === 'hold' ? decision.until : null;
  return { draft: { ...wish.draft, ...words, textClass, windowOpensAt }, decision, facts };
}

type Asked = Pick<OutboundDraft, 'automatic' | 'quietHoursConfirmed' | 'sendAt' | 'textClass'>;

/** What there is to decide by, at the time at which a text is to go. */
export function factsOf(asked: Asked, known: KnownSubject, now: Date): SendFacts {
  const { automatic = false, quietHoursConfirmed = false, sendAt } = asked;
  const textClass = asked.textClass ?? usualClass(automatic, known.facts.lastInbound, now);
  const at = sendAt && sendAt > now ? sendAt : now;
  return {
    ...known.facts,
    mandatory: false,
    textClass,
    automatic,
    quietHoursConfirmed,
    now: at,
  };
}

/** The business's own people know who texts them. */
export function isFirstText({ facts, texted }: KnownSubject): boolean {
  return !texted && !facts.employee;
}

/** Whoever answers somebody is in a conversation. */
function usualClass(automatic: boolean, lastInbound: Date | null, now: Date): TextClass {
  const isAnswer =
    lastInbound !== null && now.getTime() - lastInbound.getTime() <= INBOUND_BASIS_DAYS * DAY_MS;
  return isAnswer && !automatic ? 'conversational' : 'informational';
}

type Words = Pick<OutboundDraft, 'body' | 'askedHash'>;

interface Unsaid {
  readonly draft: Words;
  readonly introducedBy: string | null;
  /** To a customer whom the business hasn't texted before. */
  readonly isFirst: boolean;
}

/** What leaves, and what was asked for where that is something else. */
export function wordsOf({ draft, introducedBy, isFirst }: Unsaid): Words {
  const { body, askedHash } = draft;
  if (introducedBy === null || !isFirst) return { body, askedHash };
  const words = introduced(body, introducedBy);
  return { body: words, askedHash: askedHash ?? (words === body ? null : hashOfWords(body)) };
}

function conversationOf({ ends: { tenantId, ours, theirs } }: OutboundDraft): string {
  return conversationIdOf(tenantId, ours, theirs);
}
