import type { MessageProgressed, MessageReceived } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import type { NewConsentChange } from './consent-event.entity.js';

/** What a recipient's own phone said, or Twilio in its place, and the fact that told us. */
export interface Signal {
  readonly event: NewConsentChange;
  readonly cause: Received;
}

const OF_RECIPIENT = {
  subjectKind: 'recipient',
  wording: null,
  impliedReason: null,
  boundRecipientId: null,
  written: false,
  expiresAt: null,
} as const;

/** Twilio: "Attempt to send to unsubscribed recipient". */
const UNSUBSCRIBED = 21610;

/** Undefined for a text that changes no consent. */
export function signalOfText(cause: Received<MessageReceived>): Signal | undefined {
  const { id, tenantId, payload } = cause;
  const { recipientId, messageId, keyword, keywordSequence } = payload;
  if (!keywordSequence || (keyword !== 'stop' && keyword !== 'start')) return undefined;
  const word = payload.word ?? keyword.toUpperCase();
  const optsIn = keyword === 'start';
  const event: NewConsentChange = {
    ...OF_RECIPIENT,
    tenantId,
    id,
    subjectId: recipientId,
    action: optsIn ? 'opt_in' : 'opt_out',
    origin: 'keyword',
    basis: optsIn ? 'express' : null,
    source: word,
    proof: word,
    messageId,
    keywordSequence,
    inFlight: optsIn ? null : (payload.inFlight ?? null),
    obtainedAt: new Date(payload.receivedAt),
    recordedBy: `recipient:${recipientId}`,
  };
  return { event, cause };
}

/** Undefined unless Twilio refused the text because its recipient had opted out there. */
export function signalOfRefusal(cause: Received<MessageProgressed>): Signal | undefined {
  const { id, tenantId, payload } = cause;
  const { recipientId, messageId, providerCode, keywordSequence } = payload;
  if (!keywordSequence) return undefined;
  const code = String(providerCode ?? UNSUBSCRIBED);
  const event: NewConsentChange = {
    ...OF_RECIPIENT,
    tenantId,
    id,
    subjectId: recipientId,
    action: 'opt_out',
    origin: 'provider',
    basis: null,
    source: code,
    proof: `Twilio refused a text with error ${code}`,
    messageId,
    keywordSequence,
    inFlight: payload.inFlight ?? null,
    obtainedAt: new Date(cause.occurredAt),
    recordedBy: 'provider:twilio',
  };
  return { event, cause };
}
