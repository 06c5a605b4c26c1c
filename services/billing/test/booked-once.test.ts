import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  BalanceChanged,
  type BalanceView,
  MessageAccepted,
  MessageProgressed,
  MessageReceived,
  newId,
  type OutboundStatus,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import {
  type Answer,
  eventually,
  type ServiceUnderTest,
  startServiceUnderTest,
  whileLocked,
} from '@fieldline/testing';
import { billing } from '../src/index.js';

let service: ServiceUnderTest;
let heard: Received[];
beforeAll(async () => {
  service = await startServiceUnderTest(billing);
  heard = await service.listen('billing.hold', 'billing.balance');
});
afterEach(async () => {
  const { rows } = await service.admin.query('DELETE FROM dead_letter RETURNING error');
  // What may come twice, or in any order, is no error.
  if (rows.length > 0) throw new Error(JSON.stringify(rows));
});
afterAll(() => service.stop());

function adjust(
  tenantId: string,
  segments: number,
  headers: Record<string, string> = {},
): Promise<Answer<BalanceView>> {
  const body = { segments, reason: 'test' };
  return service.call(tenantId, ['POST', '/adjustments'], { body, headers, role: 'operator' });
}

async function tenantWith(segments: number): Promise<string> {
  const tenantId = newId();
  await adjust(tenantId, segments);
  return tenantId;
}

async function balanceOf(tenantId: string): Promise<BalanceView> {
  return (await service.call<BalanceView>(tenantId, ['GET', '/balance'])).body;
}

const factsOf = (messageId: string): string[] =>
  heard.filter(({ subject }) => subject === messageId).map(({ type }) => type.split('.')[2]!);

const textOf = (messageId: string) => ({
  messageId,
  conversationId: newId(),
  recipientId: newId(),
});

/** A message that segments are held for. @returns its id */
async function held(tenantId: string, segments: number): Promise<string> {
  const messageId = newId();
  const payload: MessageAccepted = {
    ...textOf(messageId),
    contactId: null,
    segments,
    mandatory: false,
    sentBy: 'user:u',
    from: '+13125550123',
    jobId: null,
    jobType: null,
    version: 1,
  };
  await service.handled(await service.say(MessageAccepted, [{ tenantId, payload }]));
  return messageId;
}

async function progress(
  tenantId: string,
  messageId: string,
  status: OutboundStatus,
  providerSegments: number | null,
): Promise<void> {
  const codes = { errorCode: null, providerCode: null, keywordSequence: null, inFlight: null };
  const payload: MessageProgressed = {
    ...textOf(messageId),
    status,
    providerSegments,
    ...codes,
    sentBy: null,
    canceledBy: null,
    version: 2,
  };
  await service.handled(await service.say(MessageProgressed, [{ tenantId, payload }]));
}

/** A text that came in, told by as many events. */
async function receive(tenantId: string, segments: number, times: number): Promise<string> {
  const messageId = newId();
  const keyword = { keyword: null, word: null, keywordSequence: null, inFlight: null };
  const plea = { intent: null, intentRule: null, holdSequence: null };
  const receivedAt = new Date().toISOString();
  const payload: MessageReceived = {
    ...textOf(messageId),
    to: '+13125550123',
    segments,
    ...keyword,
    ...plea,
    receivedAt,
    version: 1,
  };
  const facts = Array.from({ length: times }, () => ({ tenantId, payload }));
  await service.handled(await service.say(MessageReceived, facts));
  return messageId;
}

test('a balance that several withdraw at once goes as often as it lasts', async () => {
  const tenantId = await tenantWith(2);
  const account = ['SELECT FROM account WHERE tenant_id = $1 FOR UPDATE', tenantId] as const;
  const { answers } = await whileLocked(service.admin, account, async (inLine) => {
    const withdrawals = Promise.all(Array.from({ length: 4 }, () => adjust(tenantId, -1)));
    await inLine(4);
    return { answers: withdrawals };
  });
  const codes = (await answers).map(({ status, body }) => body.code ?? status);
  expect(codes.toSorted()).toEqual([201, 201, 'adjustment_too_large', 'adjustment_too_large']);
  expect(await balanceOf(tenantId)).toMatchObject({ available: 0 });
});

test.each([
  ['covered', 10, 8],
  ['that took the last segment', 2, 0],
])('a text that came in, %s, is charged once by however many events', async (_, balance, left) => {
  const tenantId = await tenantWith(balance);
  const messageId = await receive(tenantId, 2, 3);
  expect(await balanceOf(tenantId)).toMatchObject({ available: left, held: 0, debt: 0 });
  await eventually(() => expect(factsOf(messageId)).toEqual(['posted']));
});

describe('of a message', () => {
  test('that was posted nothing is given back any more', async () => {
    const tenantId = await tenantWith(10);
    await held(tenantId, 4);
    const messageId = await held(tenantId, 2);
    await progress(tenantId, messageId, 'sent', 2);
    for (const status of ['rejected', 'canceled'] as const)
      await progress(tenantId, messageId, status, null);
    expect(await balanceOf(tenantId)).toMatchObject({ available: 4, held: 4, debt: 0 });
    await eventually(() => expect(factsOf(messageId)).toEqual(['granted', 'posted']));
  });

  test('that was given back, and turns up, nothing is taken from what others hold', async () => {
    const tenantId = await tenantWith(10);
    await held(tenantId, 4);
    const messageId = await held(tenantId, 2);
    await progress(tenantId, messageId, 'rejected', null);
    await progress(tenantId, messageId, 'delivered', 2);
    expect(await balanceOf(tenantId)).toMatchObject({ available: 4, held: 4, debt: 0 });
    await eventually(() => expect(factsOf(messageId)).toEqual(['granted', 'voided', 'posted']));
  });
});

describe('a balance is told', () => {
  const movements: [string, object, (tenantId: string) => Promise<unknown>][] = [
    ['taken in', { available: 15, held: 2 }, (tenantId) => adjust(tenantId, 7)],
    ['held', { available: 5, held: 5 }, (tenantId) => held(tenantId, 3)],
    ['charged', { available: 5, held: 2 }, (tenantId) => receive(tenantId, 3, 1)],
  ];
  const lastOf = (tenantId: string): BalanceChanged | undefined =>
    heard.findLast(
      ({ type, subject }) => type.startsWith('billing.balance') && subject === tenantId,
    )?.payload as BalanceChanged | undefined;

  test.each(movements)('when segments are %s', async (_, expected, move) => {
    const tenantId = await tenantWith(10);
    await held(tenantId, 2);
    await move(tenantId);
    await eventually(() => expect(lastOf(tenantId)).toMatchObject({ ...expected, version: 3 }));
  });

  test.each<[OutboundStatus, number | null, object]>([
    ['delivered', 2, { available: 8, held: 0 }],
    ['delivered', 5, { available: 5, held: 0 }],
    ['rejected', null, { available: 10, held: 0 }],
  ])('when a message ends: %s, count %p', async (status, count, expected) => {
    const tenantId = await tenantWith(10);
    await progress(tenantId, await held(tenantId, 2), status, count);
    await eventually(() => expect(lastOf(tenantId)).toMatchObject({ ...expected, version: 3 }));
  });
});

test('ten adjustments by one id are one, and each is answered with it', async () => {
  const tenantId = newId();
  const id = newId();
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => adjust(tenantId, 7, { 'idempotency-id': id })),
  );
  expect(answers.map(({ status, body }) => [status, body.available])).toEqual(
    answers.map(() => [201, 7]),
  );
  const { rows } = await service.admin.query<{ kind: string; segments: string }>(
    'SELECT kind, segments FROM entry WHERE tenant_id = $1',
    [tenantId],
  );
  expect(rows.map(({ kind, segments }) => [kind, Number(segments)])).toEqual([['grant', 7]]);
});
