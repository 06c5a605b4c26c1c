import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
const to = '+13125550161';
const [asked, other] = ['a'.repeat(64), 'b'.repeat(64)];

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
  await messaging.customer(acme, to);
});
afterAll(() => messaging.stop());

let id: string;
beforeEach(() => void (id = newId()));
const send = async (text: object) => {
  const { status, body } = await messaging.send(acme.tenantId, { to, ...text }, id);
  return body.code ?? [status, body.body];
};

test('a text with codes that is asked for again is the first, whatever it would say now', async () => {
  expect(await send({ body: 'At 9:00 AM', asked })).toEqual([202, 'At 9:00 AM']);
  expect(await send({ body: 'At 10:00 AM', asked })).toEqual([202, 'At 9:00 AM']);
});

test.each([
  ['other words with codes', { body: 'At 9:00 AM', asked: other }],
  ['the same words without codes', { body: 'At 9:00 AM' }],
  ['another job', { body: 'At 9:00 AM', asked, job: { id: newId(), type: 'repair' } }],
  ['another number', { body: 'At 9:00 AM', asked, to: '+13125550162' }],
])('%s by the same key are refused', async (_, text) => {
  await send({ body: 'At 9:00 AM', asked });
  expect(await send(text)).toBe('idempotency_key_reused');
});

test('a text without codes is held to its words', async () => {
  expect(await send({ body: 'Hi' })).toEqual([202, 'Hi']);
  expect(await send({ body: 'Hi' })).toEqual([202, 'Hi']);
  expect(await send({ body: 'Ho' })).toBe('idempotency_key_reused');
  expect(await send({ body: 'Hi', asked })).toBe('idempotency_key_reused');
});

test('two at once by one key are one text', async () => {
  const answers = await Promise.all([
    send({ body: 'At 9:00 AM', asked }),
    send({ body: 'At 10:00 AM', asked }),
  ]);
  expect(answers[0]).toEqual(answers[1]);
});

test.each(['', 'x', 'A'.repeat(64)])('%j is no hash', async (hash) => {
  expect(await send({ body: 'Hi', asked: hash })).toBe('invalid_request');
});
