import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type MessageReceived, recipientIdOf } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let lastPhone = 100;
const phone = (): string => `+1312555${String(++lastPhone + 1000).slice(-4)}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
});
afterAll(() => messaging.stop());

async function bodiesFrom(number: string): Promise<string[]> {
  const path = `/messages?number=${encodeURIComponent(number)}`;
  const { body } = await messaging.service.call<{ items: { body: string }[] }>(acme.tenantId, [
    'GET',
    path,
  ]);
  return body.items.map((message) => message.body);
}

/** What was told of a phone's texts, once so many facts have been heard. */
function told(from: string, count: number): Promise<MessageReceived[]> {
  const recipientId = recipientIdOf(acme.tenantId, from);
  return eventually(() => {
    const facts = messaging.heard
      .filter(({ type }) => type === 'messaging.message.received.v1')
      .map(({ payload }) => payload as MessageReceived)
      .filter((fact) => fact.recipientId === recipientId);
    expect(facts.length).toBeGreaterThanOrEqual(count);
    return facts;
  });
}

test("a text by another business's account is not taken in, though it names our number", async () => {
  const { accountSid } = await messaging.business('Other Heating');
  const from = phone();
  await messaging.arrive(acme, from, 'STOP', { accountSid });
  expect(await bodiesFrom(from)).toEqual([]);
  await messaging.customer(acme, from);
  expect((await messaging.send(acme.tenantId, { to: from, body: 'x' })).status).toBe(202);
});

test('a STOP whose callback comes again after a START changes nothing, and is not told again', async () => {
  const from = phone();
  await messaging.customer(acme, from);
  const { providerMessageId } = await messaging.arrive(acme, from, 'STOP');
  const send = () => messaging.send(acme.tenantId, { to: from, body: 'x' });
  expect((await send()).body.code).toBe('recipient_opted_out');
  await messaging.arrive(acme, from, 'START');
  await messaging.arrive(acme, from, 'STOP', { providerMessageId });
  expect((await send()).status).toBe(202);
  await messaging.arrive(acme, from, 'Thanks');
  expect(await bodiesFrom(from)).toEqual(['Thanks', 'x', 'START', 'STOP']);
  const facts = await told(from, 3);
  expect(facts.map(({ keyword, keywordSequence }) => [keyword, keywordSequence])).toEqual([
    ['stop', 1],
    ['start', 2],
    [null, null],
  ]);
});

test('who stops twice opted out when and how they said it first', async () => {
  const from = phone();
  await messaging.customer(acme, from);
  const optedOut = async (): Promise<object | undefined> => {
    const { body } = await messaging.send(acme.tenantId, { to: from, body: 'x' });
    return (body as { optedOut?: object }).optedOut;
  };
  await messaging.arrive(acme, from, 'Quit');
  const first = await optedOut();
  expect(first).toMatchObject({ word: 'QUIT', at: expect.any(String) });
  await messaging.arrive(acme, from, 'UNSUBSCRIBE');
  expect(await optedOut()).toEqual(first);
  expect((await told(from, 2)).map(({ keywordSequence }) => keywordSequence)).toEqual([1, 2]);
  // Compliance tells of the second in its own words and time.
  await messaging.consent(acme.tenantId, recipientIdOf(acme.tenantId, from), {
    subjectKind: 'recipient',
    state: 'opted_out',
    origin: 'keyword',
    source: 'UNSUBSCRIBE',
    keywordSequence: 2,
  });
  expect(await optedOut()).toEqual(first);
});
