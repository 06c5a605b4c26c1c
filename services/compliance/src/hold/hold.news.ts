import {
  consentHoldIdOf,
  type MessageProgressed,
  type MessageReceived,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import type { Subject } from '../consent/consent.queries.js';
import type { NewConsentEvent } from '../consent/consent-event.entity.js';
import type { HoldRow } from './hold.entity.js';

/** What a fact means for the holds of a number: a new one, or the end of the one that is open. */
export type HoldNews =
  | {
      readonly kind: 'plea';
      readonly subject: Subject;
      readonly hold: HoldRow;
      readonly event: NewConsentEvent;
      readonly cause: Received;
    }
  | {
      readonly kind: 'last_word';
      readonly subject: Subject;
      readonly state: 'released' | 'confirmed';
      readonly by: string;
      readonly at: Date;
      readonly cause: Received;
    };

/** A plea, or a keyword, which says plainly what a hold asks about. Undefined for all other texts. */
export function newsOfText(cause: Received<MessageReceived>): HoldNews | undefined {
  const { tenantId, payload } = cause;
  const { recipientId, keyword, keywordSequence, receivedAt } = payload;
  const subject = recipientOf(tenantId, recipientId);
  if (keywordSequence && (keyword === 'stop' || keyword === 'start')) {
    const state = keyword === 'start' ? 'released' : 'confirmed';
    const by = `recipient:${recipientId}`;
    return { kind: 'last_word', subject, state, by, at: new Date(receivedAt), cause };
  }
  const hold = holdOf(tenantId, payload);
  return hold && { kind: 'plea', subject, hold, event: eventOf(cause.id, hold), cause };
}

/** Twilio's refusal, because they had opted out there. */
export function newsOfRefusal(cause: Received<MessageProgressed>): HoldNews | undefined {
  const { tenantId, payload, occurredAt } = cause;
  if (!payload.keywordSequence) return undefined;
  const subject = recipientOf(tenantId, payload.recipientId);
  const at = new Date(occurredAt);
  return { kind: 'last_word', subject, state: 'confirmed', by: 'provider:twilio', at, cause };
}

function holdOf(tenantId: string, text: MessageReceived): HoldRow | undefined {
  const { recipientId, conversationId, messageId, intent, intentRule, holdSequence } = text;
  if (!intent || !intentRule || !holdSequence) return undefined;
  return {
    tenantId,
    id: consentHoldIdOf(tenantId, messageId),
    recipientId,
    conversationId,
    messageId,
    intent,
    rule: intentRule,
    holdSequence,
    state: 'open',
    decidedBy: null,
    reason: null,
    openedAt: new Date(text.receivedAt),
    decidedAt: null,
    version: 1,
  };
}

/** A plea in the history: it takes no consent away by itself. */
function eventOf(id: string, hold: HoldRow): NewConsentEvent {
  return {
    tenantId: hold.tenantId,
    id,
    subjectId: hold.recipientId,
    subjectKind: 'recipient',
    action: 'hold',
    origin: 'intent',
    basis: null,
    source: hold.rule,
    proof: null,
    wording: null,
    impliedReason: null,
    boundRecipientId: null,
    messageId: hold.messageId,
    keywordSequence: null,
    inFlight: null,
    written: false,
    expiresAt: null,
    obtainedAt: hold.openedAt,
    recordedBy: `recipient:${hold.recipientId}`,
  };
}

function recipientOf(tenantId: string, subjectId: string): Subject {
  return { tenantId, subjectId, subjectKind: 'recipient' };
}
