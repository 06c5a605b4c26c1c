import type {
  ConsentChanged,
  ConsentHoldChanged,
  ConversationChange,
  ConversationChanged,
  ConversationNoted,
  ErasureChanged,
  MessageAccepted,
  MessageProgressed,
  MoneyDecided,
  MoneyDecision,
  PurchaseDisputed,
  PurchasePaid,
  PurchaseRefunded,
  QuietHoursChanged,
  RegistrationChanged,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import type { AuditAction } from './audit.actions.js';
import type { NewAuditEntry } from './audit.writer.js';

/** What payment providers tell; who asked for a refund is an entry of its own. */
const PAYMENTS = 'system:payments';

type Kept = Pick<NewAuditEntry, 'actor' | 'action' | 'subject' | 'detail' | 'once'>;

function entry({ tenantId, occurredAt }: Received, kept: Kept): NewAuditEntry {
  return { tenantId, at: occurredAt, ...kept };
}

export function ofAccepted(fact: Received<MessageAccepted>): NewAuditEntry {
  const { messageId, conversationId, contactId, segments, sentBy, jobId, mandatory } = fact.payload;
  return entry(fact, {
    actor: sentBy,
    action: 'message.sent',
    subject: { kind: 'message', id: messageId },
    detail: { conversationId, contactId, segments, jobId: jobId ?? null, mandatory },
    once: [messageId],
  });
}

/** Of a text's course only that somebody called it off. */
export function ofProgressed(fact: Received<MessageProgressed>): NewAuditEntry[] {
  const { messageId, conversationId, canceledBy } = fact.payload;
  if (!canceledBy) return [];
  const kept: Kept = {
    actor: canceledBy,
    action: 'message.canceled',
    subject: { kind: 'message', id: messageId },
    detail: { conversationId },
    once: [messageId],
  };
  return [entry(fact, kept)];
}

/** A state that is said again names nobody. */
export function ofConsent(fact: Received<ConsentChanged>): NewAuditEntry[] {
  const { subjectId, subjectKind, state, origin, basis, by, version } = fact.payload;
  if (!by) return [];
  const kept: Kept = {
    actor: by,
    action: state === 'opted_in' ? 'consent.opted_in' : 'consent.opted_out',
    subject: { kind: subjectKind, id: subjectId },
    detail: { origin, basis },
    once: [subjectId, String(version)],
  };
  return [entry(fact, kept)];
}

/** Hours that are said again name nobody. */
export function ofQuietHours(fact: Received<QuietHoursChanged>): NewAuditEntry[] {
  const { businessId, preset, from, to, sunday, by, version } = fact.payload;
  if (!by) return [];
  const kept: Kept = {
    actor: by,
    action: 'quiet_hours.set',
    subject: { kind: 'tenant', id: businessId },
    detail: { preset, from, to, sunday: sunday && { from: sunday.from, to: sunday.to } },
    once: [businessId, String(version)],
  };
  return [entry(fact, kept)];
}

/** That staff released a number, or said that its owner meant it. A keyword's end of a hold is consent's. */
export function ofHold(fact: Received<ConsentHoldChanged>): NewAuditEntry[] {
  const { holdId, recipientId, conversationId, intent, state, by, version } = fact.payload;
  if (!by || (state !== 'released' && state !== 'confirmed')) return [];
  const kept: Kept = {
    actor: by,
    action: `consent_hold.${state}`,
    subject: { kind: 'consent_hold', id: holdId },
    detail: { recipientId, conversationId, intent },
    once: [holdId, String(version)],
  };
  return [entry(fact, kept)];
}

const ACTION_BY_CHANGE: Readonly<Record<ConversationChange, AuditAction | undefined>> = {
  claimed: 'conversation.claimed',
  released: 'conversation.released',
  taken_over: 'conversation.taken_over',
  transferred: 'conversation.transferred',
  resolved: 'conversation.resolved',
  reopened: 'conversation.reopened',
  flagged: 'conversation.flagged',
  unflagged: 'conversation.unflagged',
  named: 'conversation.named',
  // They wrote: nobody of the business did anything.
  inbound: undefined,
};

/** What people and programs did with a thread. That it was flagged by a rule is in its entries. */
export function ofConversation(fact: Received<ConversationChanged>): NewAuditEntry[] {
  const { conversationId, change, by, changedFor, changedFrom, state, version } = fact.payload;
  const action = change ? ACTION_BY_CHANGE[change] : undefined;
  const isRule = action?.endsWith('flagged') && by?.startsWith('system:');
  if (!by || !action || isRule) return [];
  const kept: Kept = {
    actor: by,
    action,
    subject: { kind: 'conversation', id: conversationId },
    detail: { state, for: changedFor, from: changedFrom },
    once: [conversationId, String(version)],
  };
  return [entry(fact, kept)];
}

export function ofNote(fact: Received<ConversationNoted>): NewAuditEntry {
  const { noteId, conversationId, by, mentions } = fact.payload;
  return entry(fact, {
    actor: by,
    action: 'note.written',
    subject: { kind: 'note', id: noteId },
    detail: { conversationId, mentions },
    once: [noteId],
  });
}

export function ofPaid(fact: Received<PurchasePaid>): NewAuditEntry {
  const { purchaseId, bundle, priceMicros, taxMicros, by, version } = fact.payload;
  return entry(fact, {
    actor: by ?? PAYMENTS,
    action: 'purchase.paid',
    subject: { kind: 'purchase', id: purchaseId },
    detail: { bundle, priceMicros, taxMicros },
    once: [purchaseId, String(version)],
  });
}

export function ofRefunded(fact: Received<PurchaseRefunded>): NewAuditEntry {
  const { purchaseId, segments, amountMicros, version } = fact.payload;
  return entry(fact, {
    actor: PAYMENTS,
    action: 'purchase.refunded',
    subject: { kind: 'purchase', id: purchaseId },
    detail: { segments, amountMicros },
    once: [purchaseId, String(version)],
  });
}

export function ofDisputed(fact: Received<PurchaseDisputed>): NewAuditEntry {
  const { purchaseId, state, segments, version } = fact.payload;
  return entry(fact, {
    actor: PAYMENTS,
    action: 'purchase.disputed',
    subject: { kind: 'purchase', id: purchaseId },
    detail: { state, segments },
    once: [purchaseId, String(version)],
  });
}

const DECISIONS: Readonly<Record<MoneyDecision, { action: AuditAction; kind: string }>> = {
  alerts_set: { action: 'alerts.set', kind: 'account' },
  balance_adjusted: { action: 'balance.adjusted', kind: 'adjustment' },
  purchase_policy_set: { action: 'purchase_policy.set', kind: 'account' },
  recharge_set: { action: 'recharge.set', kind: 'account' },
  refund_requested: { action: 'refund.requested', kind: 'purchase' },
};

export function ofDecision(fact: Received<MoneyDecided>): NewAuditEntry {
  const { decisionId, accountId: _, decision, by, subjectId, ...figures } = fact.payload;
  const { action, kind } = DECISIONS[decision];
  const given = Object.entries(figures).filter(([, figure]) => figure !== null);
  return entry(fact, {
    actor: by,
    action,
    subject: { kind, id: subjectId },
    detail: Object.fromEntries(given),
    once: [decisionId],
  });
}

const REGISTRATION_DEEDS: Readonly<Partial<Record<string, AuditAction>>> = {
  form_submitted: 'registration.submitted',
  form_resubmitted: 'registration.submitted',
  otp_resent: 'registration.otp_resent',
};

/** Who submitted a form, and none of what is in it. What Twilio makes of it is nobody's deed. */
export function ofRegistration(fact: Received<RegistrationChanged>): NewAuditEntry[] {
  const { businessId, path, change, by, version } = fact.payload;
  const action = change === null ? undefined : REGISTRATION_DEEDS[change];
  if (!by || !action) return [];
  const kept: Kept = {
    actor: by,
    action,
    subject: { kind: 'registration', id: businessId },
    detail: { path, change },
    once: [businessId, String(version)],
  };
  return [entry(fact, kept)];
}

export function ofErasure(fact: Received<ErasureChanged>): NewAuditEntry {
  const { erasureId, state, by, contactIds, conversationIds, messages, notes } = fact.payload;
  const isDone = state === 'done';
  return entry(fact, {
    actor: isDone ? 'system:erasure' : by,
    action: isDone ? 'erasure.done' : 'erasure.requested',
    subject: { kind: 'erasure', id: erasureId },
    detail: { contactIds, conversationIds, ...(isDone && { messages, notes }) },
    once: [erasureId],
  });
}
