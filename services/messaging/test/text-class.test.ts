import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recipientIdOf } from '@fieldline/contracts';
import { type Business, RunningMessaging } from './running-messaging.js';
import { customerIn, NOON, zoneAt } from './wall-clock.js';

let messaging: RunningMessaging;
let acme: Business;
let lastPhone = 5_000;
const phone = (): string => `+1312555${++lastPhone}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
});
afterAll(() => messaging.stop());

/** Where it's noon: advertising has hours of the law, besides those of the business. */
const customer = (to: string) => customerIn(messaging, acme, to, zoneAt(NOON));

/** What the text is classed as, or why it is refused. */
async function classOf(to: string, more: object = {}): Promise<unknown> {
  const { status, body } = await messaging.send(acme.tenantId, { to, body: 'Hello', ...more });
  return status === 202 ? body.class : [status, body.code];
}

test('a text is informational, an answer by hand conversational', async () => {
  const to = phone();
  await customer(to);
  expect(await classOf(to)).toBe('informational');
  await messaging.arrive(acme, to, 'When do you come?');
  expect(await classOf(to)).toBe('conversational');
  expect(await classOf(to, { automatic: true })).toBe('informational');
  expect(await classOf(to, { textClass: 'informational' })).toBe('informational');
  await messaging.service.admin.query(
    `UPDATE recipient SET last_inbound_at = now() - interval '31 days' WHERE phone_number = $1`,
    [to],
  );
  expect(await classOf(to)).toBe('informational');
});

test('somebody who only texted first is answered by hand, never by itself', async () => {
  const to = phone();
  await messaging.arrive(acme, to, 'Do you fix heaters?');
  expect(await classOf(to)).toBe('conversational');
  expect(await classOf(to, { automatic: true })).toEqual([422, 'recipient_not_opted_in']);
});

test('advertising needs what they have agreed to in writing', async () => {
  const to = phone();
  const { id } = await customer(to);
  const promotional = { textClass: 'promotional' };
  expect(await classOf(to, promotional)).toEqual([422, 'promotional_consent_required']);
  const boundRecipientId = recipientIdOf(acme.tenantId, to);
  await messaging.consent(acme.tenantId, id, { boundRecipientId, written: true, version: 2 });
  expect(await classOf(to, promotional)).toBe('promotional');
});

test('what was in writing before a STOP isn’t after a START, which lets other texts go on', async () => {
  const promotional = { textClass: 'promotional' };
  for (const [words, expected] of [
    [['START'], 'promotional'],
    [
      ['STOP', 'START'],
      [422, 'promotional_consent_required'],
    ],
  ] as const) {
    const to = phone();
    const { id } = await customer(to);
    const boundRecipientId = recipientIdOf(acme.tenantId, to);
    const inWriting = { boundRecipientId, written: true };
    await messaging.consent(acme.tenantId, id, { ...inWriting, version: 2 });
    for (const word of words) await messaging.arrive(acme, to, word);
    await messaging.consent(acme.tenantId, boundRecipientId, {
      subjectKind: 'recipient',
      origin: 'keyword',
      source: 'START',
      keywordSequence: words.length,
    });
    expect(await classOf(to, promotional)).toEqual(expected);
    expect(await classOf(to, { textClass: 'informational' })).toBe('informational');
    await messaging.consent(acme.tenantId, id, { ...inWriting, version: 3 });
    expect(await classOf(to, promotional)).toBe('promotional');
  }
});

test('nor is it once staff have opted the number in after that START, by word of mouth', async () => {
  const to = phone();
  const { id } = await customer(to);
  const boundRecipientId = recipientIdOf(acme.tenantId, to);
  await messaging.consent(acme.tenantId, id, { boundRecipientId, written: true, version: 2 });
  for (const word of ['STOP', 'START']) await messaging.arrive(acme, to, word);
  const ofNumber = { subjectKind: 'recipient', keywordSequence: 2 } as const;
  await messaging.consent(acme.tenantId, boundRecipientId, {
    ...ofNumber,
    origin: 'keyword',
    source: 'START',
  });
  await messaging.consent(acme.tenantId, boundRecipientId, {
    ...ofNumber,
    source: 'verbal',
    version: 2,
  });
  const promotional = { textClass: 'promotional' };
  expect(await classOf(to, promotional)).toEqual([422, 'promotional_consent_required']);
  expect(await classOf(to, { textClass: 'informational' })).toBe('informational');
  await messaging.consent(acme.tenantId, boundRecipientId, {
    ...ofNumber,
    written: true,
    version: 3,
  });
  expect(await classOf(to, promotional)).toBe('promotional');
});

test('what reads like advertising isn’t taken before its sender says what it is', async () => {
  const to = phone();
  await customer(to);
  await messaging.arrive(acme, to, 'When do you come?');
  const body = '20% off all drain cleanings this week!';
  expect(await classOf(to, { body })).toEqual([422, 'text_class_required']);
  expect(await classOf(to, { body, textClass: 'promotional' })).toEqual([
    422,
    'promotional_consent_required',
  ]);
  expect(await classOf(to, { body, textClass: 'conversational' })).toBe('conversational');
  expect(await classOf(to, { body: 'Your invoice of $250, with 10% off' })).toBe('conversational');
});

test('who has opted out is told so first, whatever the text reads like', async () => {
  const to = phone();
  await messaging.arrive(acme, to, 'STOP');
  const body = '20% off all drain cleanings this week!';
  expect(await classOf(to, { body })).toEqual([422, 'recipient_opted_out']);
});

test('the name of a business that introduces itself is no advertising', async () => {
  const sale = await messaging.business('Summer Sale Plumbing');
  const to = phone();
  await messaging.customer(sale, to);
  const { status, body } = await messaging.send(sale.tenantId, { to, body: 'On our way' });
  expect([status, body.code]).toEqual([202, undefined]);
});

test('a class that is none is refused', async () => {
  expect(await classOf(phone(), { textClass: 'spam' })).toEqual([400, 'invalid_request']);
});

test('consent that was implied ends where the law says so', async () => {
  const lapsed = {
    basis: 'implied',
    expiresAt: new Date(Date.now() - 86_400_000).toISOString(),
    version: 2,
  } as const;
  for (const [to, expected] of [
    ['+14165550155', [422, 'consent_expired']],
    ['+13125550155', 'informational'],
  ] as const) {
    const { id } = await customer(to);
    const boundRecipientId = recipientIdOf(acme.tenantId, to);
    await messaging.consent(acme.tenantId, id, { ...lapsed, boundRecipientId });
    expect(await classOf(to)).toEqual(expected);
  }
});
