import { describe, expect, test } from '@jest/globals';
import {
  ConsentChanged,
  ConsentHoldChanged,
  ConversationChanged,
  ConversationNoted,
  ErasureChanged,
  type EventClass,
  eventMeta,
  MessageAccepted,
  MessageProgressed,
  MONEY_DECISIONS,
  MoneyDecided,
  PurchaseDisputed,
  PurchasePaid,
  PurchaseRefunded,
  QuietHoursChanged,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { AUDIT_ACTIONS } from './audit.actions.js';
import {
  ofAccepted,
  ofConsent,
  ofConversation,
  ofDecision,
  ofDisputed,
  ofErasure,
  ofHold,
  ofNote,
  ofPaid,
  ofProgressed,
  ofQuietHours,
  ofRefunded,
} from './audit.facts.js';
import type { NewAuditEntry } from './audit.writer.js';

const occurredAt = '2026-11-22T15:04:05.000Z';

/** A fact as its class's example says it, but for what is given. */
function fact<T extends object>(Class: EventClass<T>, change: Partial<T> = {}): Received<T> {
  const { type, example } = eventMeta(Class);
  const named = { id: 'e', type, tenantId: 't', subject: 's', correlationId: 'c' };
  return { ...named, occurredAt, traceparent: null, payload: { ...(example as T), ...change } };
}

const by = 'user:dana';
const canceled = { status: 'canceled', canceledBy: by } as const;
const ALL: readonly (readonly [string, NewAuditEntry[]])[] = [
  ['message.sent', [ofAccepted(fact(MessageAccepted))]],
  ['message.canceled', ofProgressed(fact(MessageProgressed, canceled))],
  ['consent.opted_out', ofConsent(fact(ConsentChanged))],
  ['consent.opted_in', ofConsent(fact(ConsentChanged, { state: 'opted_in' }))],
  ['quiet_hours.set', ofQuietHours(fact(QuietHoursChanged))],
  ['consent_hold.released', ofHold(fact(ConsentHoldChanged))],
  ['consent_hold.confirmed', ofHold(fact(ConsentHoldChanged, { state: 'confirmed' }))],
  ['conversation.transferred', ofConversation(fact(ConversationChanged))],
  ['conversation.unflagged', ofConversation(fact(ConversationChanged, { change: 'unflagged' }))],
  ['note.written', [ofNote(fact(ConversationNoted))]],
  ['purchase.paid', [ofPaid(fact(PurchasePaid))]],
  ['purchase.refunded', [ofRefunded(fact(PurchaseRefunded))]],
  ['purchase.disputed', [ofDisputed(fact(PurchaseDisputed))]],
  ['recharge.set', [ofDecision(fact(MoneyDecided))]],
  ['erasure.requested', [ofErasure(fact(ErasureChanged, { state: 'running' }))]],
  ['erasure.done', [ofErasure(fact(ErasureChanged))]],
];

describe('an entry of the audit', () => {
  test.each(ALL)('%s says who, what, to what and when', (action, entries) => {
    expect(entries).toHaveLength(1);
    const [entry] = entries;
    expect(entry).toMatchObject({ tenantId: 't', action, at: occurredAt });
    expect(entry?.actor).toMatch(/^(user|api_key|recipient|provider|system):/);
    expect(entry?.subject.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(entry?.once?.length).toBeGreaterThan(0);
    expect(AUDIT_ACTIONS).toContain(action);
  });

  test.each(ALL)('%s holds no name, number or text', (_, entries) => {
    const said = JSON.stringify(entries);
    expect(said).not.toMatch(/\+1\d{10}|Whitfield|STOP/);
    expect(said).not.toContain('undefined');
  });

  test('of each decision about money has an action of its own', () => {
    const actions = MONEY_DECISIONS.map(
      (decision) => ofDecision(fact(MoneyDecided, { decision })).action,
    );
    expect(new Set(actions).size).toBe(MONEY_DECISIONS.length);
    const { detail } = ofDecision(fact(MoneyDecided));
    expect(detail).toEqual({ thresholds: [250], bundle: 2_500, isEnabled: true });
  });
});

describe('no entry is made', () => {
  test.each<[string, NewAuditEntry[]]>([
    ['of a text that only moved on', ofProgressed(fact(MessageProgressed))],
    ['of a state that is said again', ofConsent(fact(ConsentChanged, { by: null }))],
    ['of hours that are said again', ofQuietHours(fact(QuietHoursChanged, { by: null }))],
    [
      'of a thread that is said again',
      ofConversation(fact(ConversationChanged, { by: null, change: null })),
    ],
    [
      'of a thread that they wrote in',
      ofConversation(fact(ConversationChanged, { change: 'inbound' })),
    ],
    [
      'of a flag that a rule put up',
      ofConversation(fact(ConversationChanged, { change: 'flagged', by: 'system:delivery' })),
    ],
    ['of a hold that nobody decided', ofHold(fact(ConsentHoldChanged, { state: 'open' }))],
  ])('%s', (_, entries) => {
    expect(entries).toEqual([]);
  });

  test('twice of the same fact: what names it is the same', () => {
    const [first] = ofConsent(fact(ConsentChanged));
    const [again] = ofConsent({ ...fact(ConsentChanged), id: 'another' });
    expect(again?.once).toEqual(first?.once);
    const [next] = ofConsent(fact(ConsentChanged, { version: 3 }));
    expect(next?.once).not.toEqual(first?.once);
  });
});
