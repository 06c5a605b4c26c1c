import {
  ConversationChanged,
  ConversationNoted,
  eventMeta,
  type EventClass,
  MessageProgressed,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { describe, expect, test } from '@jest/globals';
import { ofNote, ofText, ofThread } from './notification.facts.js';

const tenantId = 'a3bb189e-8bf9-5888-9912-ace4e6543002';
const [ANN, BEN, CAM] = ['ann', 'ben', 'cam'] as const;

function said<T extends object>(type: EventClass<T>, change: Partial<T>): Received<T> {
  const payload = { ...(eventMeta(type).example as T), ...change };
  return { tenantId, payload } as Received<T>;
}
const told = (notifications: readonly { userId: string; kind: string }[]) =>
  notifications.map(({ userId, kind }) => `${kind} ${userId}`);

describe('a note tells', () => {
  const noted = (change: Partial<ConversationNoted>) => ofNote(said(ConversationNoted, change));

  test('whom it mentions, once, and never its author', () => {
    const facts = noted({ authorId: ANN, mentions: [BEN, CAM, BEN, ANN] });
    expect(told(facts)).toEqual(['mention ben', 'mention cam']);
    expect(facts[0]).toMatchObject({ tenantId, from: ANN, conversationId: expect.any(String) });
  });

  test('of a program, that nobody is behind it', () => {
    expect(noted({ authorId: null, mentions: [BEN] })).toMatchObject([{ from: null }]);
  });
});

describe('a thread tells', () => {
  const changed = (change: Partial<ConversationChanged>) =>
    told(ofThread(said(ConversationChanged, change)));

  test('who got it and who had it', () => {
    const transferred = { change: 'transferred', by: `user:${CAM}` } as const;
    expect(changed({ ...transferred, changedFor: BEN, changedFrom: ANN })).toEqual([
      'transfer ben',
      'transfer_away ann',
    ]);
  });

  test('nobody of their own doing', () => {
    const takenOver = { change: 'taken_over', by: `user:${BEN}` } as const;
    expect(changed({ ...takenOver, changedFor: BEN, changedFrom: ANN })).toEqual([
      'transfer_away ann',
    ]);
    const given = { change: 'transferred', by: `user:${ANN}` } as const;
    expect(changed({ ...given, changedFor: BEN, changedFrom: ANN })).toEqual(['transfer ben']);
    expect(changed({ ...given, changedFor: BEN, changedFrom: null })).toEqual(['transfer ben']);
  });

  test('whose it was that somebody else resolved it', () => {
    const had = { change: 'resolved', changedFor: null, changedFrom: ANN } as const;
    expect(changed({ ...had, by: `user:${BEN}` })).toEqual(['resolved ann']);
    expect(changed({ ...had, by: 'api_key:k' })).toEqual(['resolved ann']);
    expect(changed({ ...had, by: `user:${ANN}` })).toEqual([]);
    expect(changed({ ...had, changedFrom: null, by: `user:${BEN}` })).toEqual([]);
  });

  test.each(['claimed', 'released', 'reopened', 'inbound', 'flagged', null] as const)(
    'nobody of a change that is %s',
    (change) => expect(changed({ change, changedFor: BEN, changedFrom: ANN })).toEqual([]),
  );
});

describe('a text tells its sender', () => {
  const progressed = (change: Partial<MessageProgressed>) =>
    told(ofText(said(MessageProgressed, { sentBy: `user:${ANN}`, ...change })));

  test.each(['undelivered', 'failed', 'rejected'] as const)('that it is %s', (status) => {
    expect(progressed({ status })).toEqual(['failed_text ann']);
  });

  test('that it was canceled for a reason, but not by somebody', () => {
    expect(progressed({ status: 'canceled', errorCode: 'recipient_opted_out' })).toHaveLength(1);
    expect(progressed({ status: 'canceled', errorCode: null })).toEqual([]);
  });

  test.each(['submitted', 'sent', 'delivered', 'unknown'] as const)(
    'not that it is %s',
    (status) => {
      expect(progressed({ status })).toEqual([]);
    },
  );

  test.each(['api_key:k', 'system:keyword', null])('but only a person: not %s', (sentBy) => {
    expect(progressed({ status: 'failed', sentBy })).toEqual([]);
  });
});
