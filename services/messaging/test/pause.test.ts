import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type MessageView, newId, PLATFORM_ID } from '@fieldline/contracts';
import { eventually, whileLocked } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let zeta: Business;
let version = 0;
let lastPhone = 6_000;
const phone = (): string => `+1312555${++lastPhone}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start({ segmentsPerSecond: 2_000 });
  acme = await messaging.business();
  zeta = await messaging.business('Zeta Heating');
});
afterEach(async () => {
  await messaging.faults({});
  for (const id of [acme.tenantId, PLATFORM_ID]) await messaging.pause(false, ++version, id);
});
afterAll(() => messaging.stop());

/** A text that is paid for. */
async function paid(of: Business, to = phone()): Promise<MessageView> {
  await messaging.customer(of, to);
  const { body } = await messaging.send(of.tenantId, { to, body: 'On our way' });
  await messaging.grant(of.tenantId, body.id);
  return body;
}
const statusOf = async ({ tenantId }: Business, id: string): Promise<string> =>
  (await messaging.message(tenantId, id)).status;
const leaves = (of: Business, id: string, timeoutMs = 5_000): Promise<void> =>
  eventually(async () => expect(await statusOf(of, id)).toBe('submitted'), { timeoutMs });

describe.each([
  ['a business', () => acme.tenantId],
  ['everybody', () => PLATFORM_ID],
])('while sending is paused for %s', (who, pauseId) => {
  test('nothing leaves and nothing is lost; then each goes once, within a second', async () => {
    await messaging.pause(true, ++version, pauseId());
    const texts = await Promise.all(Array.from({ length: 5 }, () => paid(acme)));
    const other = await paid(zeta);
    await eventually(async () => {
      for (const { id } of texts)
        expect(await messaging.message(acme.tenantId, id)).toMatchObject({
          status: 'reserved',
          waitingFor: 'sending_paused',
        });
    });
    if (who === 'a business') await leaves(zeta, other.id);
    else expect(await statusOf(zeta, other.id)).toBe('reserved');
    await sleep(2_500);
    for (const { id } of texts) expect(messaging.proxy.takenFor(id)).toBe(0);
    await messaging.pause(false, ++version, pauseId());
    const resumedAt = Date.now();
    await Promise.all(texts.map(({ id }) => leaves(acme, id)));
    for (const { id } of texts) {
      const { timeline } = await messaging.message(acme.tenantId, id);
      const begun = timeline.find(({ status }) => status === 'dispatching');
      expect(Date.parse(begun!.at) - resumedAt).toBeLessThan(1_000);
      expect(messaging.proxy.takenFor(id)).toBe(1);
    }
    await leaves(zeta, other.id);
  });

  test('a text is accepted, says what it waits for, and can be canceled', async () => {
    await messaging.pause(true, ++version, pauseId());
    const to = phone();
    await messaging.customer(acme, to);
    const { status, body } = await messaging.send(acme.tenantId, { to, body: 'On our way' });
    expect([status, body.waitingFor]).toEqual([202, 'sending_paused']);
    const canceled = await messaging.service.call(acme.tenantId, [
      'DELETE',
      `/messages/${body.id}`,
    ]);
    expect(canceled.body).toMatchObject({ status: 'canceled' });
    expect(canceled.body).not.toHaveProperty('waitingFor');
  });
});

test('an older word ends no pause', async () => {
  await messaging.pause(true, ++version, acme.tenantId);
  await messaging.pause(false, version - 1, acme.tenantId);
  const { id } = await paid(acme);
  await sleep(500);
  expect(await statusOf(acme, id)).toBe('reserved');
  const projection = (pauseId: string, as = acme.tenantId) =>
    messaging.service.call(as, ['GET', `/projections/sending-pause/${pauseId}`]);
  expect((await projection(acme.tenantId)).body).toEqual({ version });
  expect((await projection(PLATFORM_ID, PLATFORM_ID)).body).toMatchObject({
    version: expect.any(Number),
  });
  expect((await projection(acme.tenantId, newId())).status).toBe(404);
});

test('a pause waits for what is being handed over, and nothing passes after it', async () => {
  const { admin } = messaging.service;
  const to = phone();
  const { tenantId } = acme;
  await messaging.customer(acme, to);
  const { body } = await messaging.send(tenantId, { to, body: 'On our way' });
  const row = [
    'SELECT FROM recipient WHERE tenant_id = $1 AND phone_number = $2 FOR UPDATE',
    tenantId,
    to,
  ] as const;
  const pausing = await whileLocked(admin, row, async (inLine) => {
    await messaging.grant(tenantId, body.id);
    // Chosen already, and about to be decided.
    await inLine(1);
    const done = messaging.pause(true, ++version, tenantId);
    await eventually(async () => {
      await admin.query('SELECT pg_stat_clear_snapshot()');
      const waiting = await admin.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
      );
      expect(waiting.rowCount).toBeGreaterThan(0);
    });
    return { done };
  });
  await pausing.done;
  // It was handed over before the pause was in force.
  expect(['dispatching', 'submitted']).toContain(await statusOf(acme, body.id));
  await leaves(acme, body.id);
});

test('whenever a pause comes, no attempt begins after it', async () => {
  const ROUNDS = 10;
  const ROUNDS_MAX = 40;
  const phones = Array.from({ length: 10 }, phone);
  for (const to of phones) await messaging.customer(acme, to);
  const accepted = async (to: string): Promise<string> =>
    (await messaging.send(acme.tenantId, { to, body: 'On our way' })).body.id;
  let [before, after, rounds] = [0, 0, 0];
  // How long texts take to leave is the machine's affair: the pause comes sooner or later, until both happened.
  let withinMs = 150;
  for (
    let round = 0;
    round < ROUNDS || (Math.min(before, after) === 0 && round < ROUNDS_MAX);
    round++
  ) {
    rounds += 1;
    const pauseId = round % 2 ? acme.tenantId : PLATFORM_ID;
    const texts = await Promise.all(phones.map(accepted));
    const granting = messaging.grant(acme.tenantId, ...texts);
    await sleep(Math.random() * withinMs);
    await messaging.pause(true, ++version, pauseId);
    const { rows } = await messaging.service.admin.query<{ at: Date }>(
      'SELECT clock_timestamp() AS at',
    );
    await granting;
    await sleep(200);
    const begun = await messaging.service.admin.query<{ at: Date }>(
      `SELECT (t ->> 'at')::timestamptz AS at FROM message m, jsonb_array_elements(m.timeline) t
        WHERE m.id = ANY ($1::uuid[]) AND t ->> 'status' = 'dispatching'`,
      [texts],
    );
    for (const { at } of begun.rows)
      expect(at.getTime()).toBeLessThanOrEqual(rows[0]!.at.getTime());
    before += begun.rows.length;
    after += texts.length - begun.rows.length;
    if (begun.rows.length === texts.length) withinMs /= 2;
    if (begun.rows.length === 0) withinMs *= 2;
    await messaging.pause(false, ++version, pauseId);
    await Promise.all(texts.map((id) => leaves(acme, id, 20_000)));
  }
  process.stdout.write(`${rounds} pauses: ${before} texts had left, ${after} waited\n`);
  // Each order happened, or these were no races.
  expect(Math.min(before, after)).toBeGreaterThan(0);
  expect(Math.max(...messaging.proxy.taken.values())).toBe(1);
}, 120_000);
