import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type CarrierStatus,
  type MessageAccepted,
  type MessageProgressed,
  type MessageView,
  StatusReported,
} from '@fieldline/contracts';
import { eventually, whileLocked } from '@fieldline/testing';
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

/** A text whose balance is still to come. */
async function accepted(to: string): Promise<MessageView> {
  await messaging.customer(acme, to);
  return (await messaging.send(acme.tenantId, { to, body: 'We are on our way' })).body;
}

async function becomes(id: string, status: string): Promise<void> {
  await eventually(async () =>
    expect(await messaging.message(acme.tenantId, id)).toMatchObject({ status }),
  );
}

const told = (id: string): (MessageAccepted | MessageProgressed)[] =>
  messaging.heard
    .filter(({ subject }) => subject === id)
    .map(({ payload }) => payload as MessageAccepted | MessageProgressed);

test('a text that is canceled in the moment in which its balance comes stays canceled', async () => {
  const to = phone();
  const { id } = await accepted(to);
  const row = ['SELECT FROM message WHERE id = $1 FOR UPDATE', id] as const;
  const canceling = await whileLocked(messaging.service.admin, row, async (inLine) => {
    const answer = messaging.service.call(acme.tenantId, ['DELETE', `/messages/${id}`]);
    await inLine(1);
    await messaging.grant(acme.tenantId, id);
    await inLine(2);
    return { answer };
  });
  expect((await canceling.answer).body).toMatchObject({ status: 'canceled' });
  // What would go out has gone out by the time a later text has.
  const later = await accepted(phone());
  await messaging.grant(acme.tenantId, later.id);
  await becomes(later.id, 'submitted');
  await becomes(id, 'canceled');
  expect(await messaging.textsAt(to)).toEqual([]);
});

test('a count that Twilio did not give is asked for at once, and told', async () => {
  messaging.hearCallbacks();
  const to = phone();
  messaging.proxy.trouble(to, { kind: 'error after', status: 500 });
  const { id } = await accepted(to);
  await messaging.grant(acme.tenantId, id);
  await eventually(() =>
    expect(told(id).at(-1)).toMatchObject({ status: 'delivered', providerSegments: 1 }),
  );
  messaging.callbacks.onCallback = () => Promise.resolve();
});

test('each change raises the version, and each fact bears the version that it tells of', async () => {
  const { id } = await accepted(phone());
  await messaging.grant(acme.tenantId, id);
  await becomes(id, 'submitted');
  const rowOf = async () => {
    const { rows } = await messaging.service.admin.query<{ sid: string; version: string }>(
      'SELECT provider_message_id AS sid, version FROM message WHERE id = $1',
      [id],
    );
    return rows[0]!;
  };
  const { sid: providerMessageId } = await rowOf();
  const { tenantId, accountSid } = acme;
  const report = (status: CarrierStatus) => {
    const reportedAt = new Date().toISOString();
    const named = { messageId: id, providerMessageId, accountSid };
    return { tenantId, payload: { ...named, status, providerCode: null, reportedAt } };
  };
  for (const status of ['sent', 'sent', 'delivered', 'sent'] as const)
    await messaging.service.handled(await messaging.service.say(StatusReported, [report(status)]));
  await eventually(() =>
    expect(
      told(id).map((fact) => ['status' in fact ? fact.status : 'accepted', fact.version]),
    ).toEqual([
      ['accepted', 1],
      // Reserved and dispatching are changes too, though they are nobody else's.
      ['submitted', 4],
      ['sent', 5],
      ['delivered', 6],
    ]),
  );
  expect(Number((await rowOf()).version)).toBe(6);
});
