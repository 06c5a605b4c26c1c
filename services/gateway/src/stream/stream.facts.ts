import {
  BalanceChanged,
  BalanceLow,
  ConsentChanged,
  ConsentHoldChanged,
  ContactChanged,
  ConversationChanged,
  ConversationNoted,
  EmployeeChanged,
  type EventClass,
  eventMeta,
  MessageAccepted,
  MessageProgressed,
  MessageReceived,
  RechargeFailed,
  RegistrationChanged,
  type StreamEventType,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import type { NewStreamEvent } from './stream.writer.js';

type Words = NewStreamEvent['payload'];

interface Told {
  readonly type: StreamEventType;
  /** Ids and words of it; undefined for what is no news. */
  readonly wordsOf: (payload: object) => Words | undefined;
}

const TOLD = new Map<string, Told>([
  told(MessageAccepted, 'message.changed', ({ conversationId, messageId }) => ({
    conversationId,
    messageId,
    status: 'accepted',
  })),
  told(MessageProgressed, 'message.changed', ({ conversationId, messageId, status }) => ({
    conversationId,
    messageId,
    status,
  })),
  told(MessageReceived, 'message.changed', ({ conversationId, messageId }) => ({
    conversationId,
    messageId,
    status: 'received',
  })),
  told(ConversationChanged, 'conversation.changed', conversationWords),
  told(ConversationNoted, 'conversation.noted', ({ conversationId, noteId, by }) => ({
    conversationId,
    noteId,
    by,
  })),
  told(ContactChanged, 'contact.changed', ({ contactId }) => ({ contactId })),
  told(EmployeeChanged, 'employee.changed', ({ employeeId }) => ({ employeeId })),
  told(BalanceChanged, 'balance.changed', ({ available, held, debt }) => ({
    available,
    held,
    debt,
  })),
  told(BalanceLow, 'balance.low', ({ alertId, threshold, available, debt }) => ({
    alertId,
    threshold,
    available,
    debt,
  })),
  told(RechargeFailed, 'recharge.failed', ({ purchaseId, reason, bundle, priceMicros }) => ({
    purchaseId,
    reason,
    bundle,
    priceMicros,
  })),
  told(ConsentChanged, 'consent.changed', ({ subjectId, subjectKind, state }) => ({
    subjectId,
    subjectKind,
    state,
  })),
  told(RegistrationChanged, 'registration.changed', ({ state, path, approved, version }) => ({
    state,
    path,
    approved,
    version,
  })),
  told(ConsentHoldChanged, 'consent.changed', ({ recipientId, holdId, state }) => ({
    subjectId: recipientId,
    subjectKind: 'recipient',
    holdId,
    hold: state,
  })),
]);

/** What the streams tell of facts, in their order. */
export function streamEventsOf(facts: readonly Received[]): NewStreamEvent[] {
  return facts.flatMap(({ type, tenantId, payload }) => {
    const known = TOLD.get(type);
    const words = known?.wordsOf(payload);
    return known && words ? [{ tenantId, type: known.type, payload: words }] : [];
  });
}

/** One that is said again says of no change: nothing has happened. */
function conversationWords(fact: ConversationChanged): Words | undefined {
  const { conversationId, state, assigneeId, attention, lastMessageAt, by, change, version } = fact;
  if (change === null) return undefined;
  return { conversationId, state, assigneeId, attention, lastMessageAt, by, change, version };
}

function told<T extends object>(
  Class: EventClass<T>,
  type: StreamEventType,
  wordsOf: (payload: T) => Words | undefined,
): [string, Told] {
  return [eventMeta(Class).type, { type, wordsOf: wordsOf as Told['wordsOf'] }];
}
