import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type BalanceView,
  MessageAccepted,
  MessageProgressed,
  MessageReceived,
  newId,
  type OutboundStatus,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { billing } from '../src/index.js';

const VOID_AFTER_MS = 1_000;
let service: ServiceUnderTest;
let heard: Received[];

beforeAll(async () => {
  service = await startServiceUnderTest(billing, {
    unknownVoidAfterSeconds: VOID_AFTER_MS / 1_000,
  });
  heard = await service.listen('billing.hold');
});
afterAll(() => service.stop());

/** A message that two segments are held for, of a business that had `balance`. */
async function held(balance: number) {
  const [tenantId, messageId, conversationId, recipientId] = [newId(), newId(), newId(), newId()];
  const grant = { segments: balance, reason: 'test' };
  await service.call(tenantId, ['POST', '/adjustments'], { body: grant, role: 'operator' });
  const ids = { messageId, conversationId, recipientId };
  const accepted: MessageAccepted = {
    ...ids,
    contactId: null,
    segments: 2,
    mandatory: false,
    sentBy: 'user:u',
    from: '+13125550123',
    jobId: null,
    jobType: null,
    version: 1,
  };
  await service.say(MessageAccepted, [{ tenantId, payload: accepted }]);
  let version = 1;
  const progress = async (...news: [OutboundStatus, number | null][]): Promise<void> => {
    const facts = news.map(([status, providerSegments]) => {
      const codes = { errorCode: null, providerCode: null, keywordSequence: null, inFlight: null };
      const by = { sentBy: 'user:u', canceledBy: null };
      const payload = { ...ids, status, providerSegments, ...codes, ...by, version: ++version };
      return { tenantId, payload };
    });
    await service.handled(await service.say(MessageProgressed, facts));
  };
  const receive = async (segments: number): Promise<void> => {
    const keyword = { keyword: null, word: null, keywordSequence: null, inFlight: null };
    const plea = { intent: null, intentRule: null, holdSequence: null };
    const receivedAt = new Date().toISOString();
    const named = { ...ids, messageId: newId(), to: '+13125550123' };
    const payload = { ...named, segments, ...keyword, ...plea, receivedAt, version: 1 };
    await service.handled(await service.say(MessageReceived, [{ tenantId, payload }]));
  };
  const balanceNow = async (): Promise<BalanceView> =>
    (await service.call<BalanceView>(tenantId, ['GET', '/balance'])).body;
  const facts = (): string[] =>
    heard.filter(({ subject }) => subject === messageId).map(({ type }) => type.split('.')[2]!);
  return { tenantId, progress, receive, balanceNow, facts };
}

/** Each balance is the sum of its entries, and what is held is the sum of the open holds. */
async function expectBooks(tenantId: string): Promise<void> {
  const { rows } = await service.admin.query(
    `SELECT a.available - coalesce(sum(e.segments) FILTER (WHERE e.target = 'available'), 0)
                        + coalesce(sum(e.segments) FILTER (WHERE e.source = 'available'), 0) AS available,
            a.held - coalesce(sum(e.segments) FILTER (WHERE e.target = 'held'), 0)
                   + coalesce(sum(e.segments) FILTER (WHERE e.source = 'held'), 0) AS held,
            a.debt - coalesce(sum(e.segments) FILTER (WHERE e.source = 'debt'), 0)
                   + coalesce(sum(e.segments) FILTER (WHERE e.target = 'debt'), 0) AS debt,
            a.held - (SELECT coalesce(sum(segments), 0) FROM hold h
                       WHERE h.tenant_id = a.tenant_id AND h.state = 'open') AS open
       FROM account a LEFT JOIN entry e USING (tenant_id)
      WHERE a.tenant_id = $1 GROUP BY a.tenant_id, a.available, a.held, a.debt`,
    [tenantId],
  );
  expect(rows.map((row) => Object.values(row as object).map(Number))).toEqual([[0, 0, 0, 0]]);
}

const voided = (message: Awaited<ReturnType<typeof held>>): Promise<void> =>
  eventually(() => expect(message.facts()).toContain('voided'), { timeoutMs: 15_000 });

describe('a message that nobody could find out about', () => {
  test('stays held for its time, then is given back, once', async () => {
    const message = await held(5);
    await message.progress(['unknown', null], ['unknown_final', null]);
    expect(await message.balanceNow()).toMatchObject({ available: 3, held: 2 });
    await voided(message);
    expect(await message.balanceNow()).toMatchObject({ available: 5, held: 0 });
    await message.progress(['unknown_final', null]);
    await sleep(VOID_AFTER_MS + 1_500);
    expect(message.facts()).toEqual(['granted', 'voided']);
    await expectBooks(message.tenantId);
  });

  test('that is merely unknown is never given back', async () => {
    const message = await held(5);
    await message.progress(['unknown', null]);
    await sleep(VOID_AFTER_MS + 1_500);
    expect(message.facts()).toEqual(['granted']);
    expect(await message.balanceNow()).toMatchObject({ available: 3, held: 2 });
  });

  test.each(['in the same batch', 'a moment later'])(
    'and then turns up with its count, %s, is posted and not given back',
    async (when) => {
      const message = await held(5);
      if (when === 'in the same batch')
        await message.progress(['unknown_final', null], ['delivered', 3]);
      else {
        await message.progress(['unknown_final', null]);
        await message.progress(['delivered', 3]);
      }
      await sleep(VOID_AFTER_MS + 1_500);
      expect(message.facts()).toEqual(['granted', 'posted']);
      expect(await message.balanceNow()).toMatchObject({ available: 2, held: 0, debt: 0 });
      await expectBooks(message.tenantId);
    },
  );

  test('of which there is news, though no count yet, waits for it', async () => {
    const message = await held(5);
    await message.progress(['unknown_final', null]);
    await message.progress(['submitted', null]);
    await sleep(VOID_AFTER_MS + 1_500);
    expect(message.facts()).toEqual(['granted']);
    await message.progress(['delivered', 2]);
    expect(await message.balanceNow()).toMatchObject({ available: 3, held: 0 });
    await expectBooks(message.tenantId);
  });

  test.each([
    ['what is available', 5, 2, { available: 3, held: 0, debt: 0 }],
    ['a debt, where nothing is', 2, 5, { available: 0, held: 0, debt: 3 }],
  ])(
    'and was given back is posted by a late proof from %s',
    async (_, balance, count, expected) => {
      const message = await held(balance);
      await message.progress(['unknown_final', null]);
      await voided(message);
      await message.progress(['sent', null], ['delivered', count], ['delivered', count]);
      await eventually(() => expect(message.facts()).toEqual(['granted', 'voided', 'posted']));
      expect(await message.balanceNow()).toMatchObject(expected);
      await expectBooks(message.tenantId);
    },
  );

  test('clears a debt first when it is given back, and makes one again when it turns up', async () => {
    const message = await held(2);
    await message.receive(1);
    expect(await message.balanceNow()).toMatchObject({ available: 0, held: 2, debt: 1 });
    await message.progress(['unknown_final', null]);
    await voided(message);
    expect(await message.balanceNow()).toMatchObject({ available: 1, held: 0, debt: 0 });
    await message.progress(['delivered', 2]);
    expect(await message.balanceNow()).toMatchObject({ available: 0, held: 0, debt: 1 });
    await expectBooks(message.tenantId);
  });
});
