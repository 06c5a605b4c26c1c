import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type MessageView, StatusReported } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Business, RunningMessaging } from './running-messaging.js';
import type { Trouble } from './twilio-proxy.js';

const TIMEOUT_MS = 800;
let messaging: RunningMessaging;
let acme: Business;
let lastPhone = 100;
const phone = (): string => `+1312555${String(++lastPhone + 1000).slice(-4)}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start({
    twilioTimeoutMs: TIMEOUT_MS,
    reconcileAfterSeconds: '1,2',
    messageValiditySeconds: 5,
    reconcileMarginSeconds: 1,
  });
  acme = await messaging.business();
});
afterEach(async () => {
  await messaging.faults({});
  messaging.callbacks.onCallback = () => Promise.resolve();
});
afterAll(() => messaging.stop());

/** A text on its way: accepted and paid for. */
async function send(to: string, body = 'We are on our way'): Promise<string> {
  await messaging.customer(acme, to);
  const { body: message } = await messaging.send(acme.tenantId, { to, body });
  await messaging.grant(acme.tenantId, message.id);
  return message.id;
}

function becomes(id: string, status: string, timeoutMs = 15_000): Promise<MessageView> {
  return eventually(
    async () => {
      const message = await messaging.message(acme.tenantId, id);
      expect(message.status).toBe(status);
      return message;
    },
    { timeoutMs },
  );
}

const statuses = ({ timeline }: MessageView): string[] => timeline.map(({ status }) => status);

/** Nothing more happens, though all the clocks run out. */
async function expectTaken(id: string, times: number): Promise<void> {
  await sleep(TIMEOUT_MS + 500);
  expect(messaging.proxy.takenFor(id)).toBe(times);
}

/** Twilio is asked about it now, not in a minute. */
async function followUpNow(id: string): Promise<void> {
  await messaging.service.admin.query(`UPDATE message SET follow_up_at = now() WHERE id = $1`, [
    id,
  ]);
}

describe("Twilio's answer", () => {
  test.each<[string, Trouble]>([
    ['comes after we stopped waiting', { kind: 'late', afterMs: TIMEOUT_MS * 2 }],
    ['never comes', { kind: 'never answered' }],
    ['is an error though it took the text', { kind: 'error after', status: 500 }],
    ['is "unavailable" though it took the text', { kind: 'error after', status: 503 }],
  ])('%s: unknown, proven by its callback, posted once', async (_, trouble) => {
    const to = phone();
    messaging.proxy.trouble(to, trouble);
    const told: (() => void)[] = [];
    messaging.callbacks.onCallback = (callback) =>
      new Promise((resolve) => {
        told.push(() => {
          void messaging.service.say(StatusReported, [callback]);
          resolve();
        });
      });
    const id = await send(to);
    await becomes(id, 'unknown');
    messaging.hearCallbacks();
    for (const tell of told) tell();
    expect(statuses(await becomes(id, 'delivered'))).toEqual(
      expect.arrayContaining(['dispatching', 'unknown', 'delivered']),
    );
    await expectTaken(id, 1);
  });

  test.each<[string, Trouble]>([
    ['comes after we stopped waiting', { kind: 'late', afterMs: TIMEOUT_MS * 2 }],
    ['never comes', { kind: 'never answered' }],
    ['is an error though it took the text', { kind: 'error after', status: 500 }],
  ])('%s and its callbacks are lost: found in the list, with its count', async (_, trouble) => {
    const to = phone();
    messaging.proxy.trouble(to, trouble);
    const id = await send(to);
    await becomes(id, 'unknown');
    const { timeline } = await becomes(id, 'delivered');
    expect(timeline.map(({ status }) => status)).toContain('unknown');
    const { rows } = await messaging.service.admin.query(
      'SELECT provider_segments AS segments FROM message WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([{ segments: 1 }]);
    await expectTaken(id, 1);
  });

  test.each<[string, Trouble]>([
    ['is an error, and it never took the text', { kind: 'error before', status: 500, times: 1 }],
    ['is cut off before it took the text', { kind: 'cut before' }],
  ])('%s: given up in the end, never posted again', async (_, trouble) => {
    const to = phone();
    messaging.proxy.trouble(to, trouble);
    const id = await send(to);
    await becomes(id, 'unknown');
    await becomes(id, 'unknown_final', 20_000);
    await expectTaken(id, 0);
    const sends = statuses(await messaging.message(acme.tenantId, id));
    expect(sends.filter((status) => status === 'dispatching')).toHaveLength(1);
  });

  test('comes twice: the second is nobody’s', async () => {
    messaging.hearCallbacks();
    const to = phone();
    messaging.proxy.trouble(to, { kind: 'answered twice' });
    const ids = [await send(to), await send(phone())];
    for (const id of ids) await becomes(id, 'delivered');
    for (const id of ids) await expectTaken(id, 1);
  });

  test('is "too many requests", three times: tried again each time, taken once', async () => {
    messaging.hearCallbacks();
    const to = phone();
    messaging.proxy.trouble(to, { kind: 'error before', status: 429, times: 3 });
    const id = await send(to);
    const message = await becomes(id, 'delivered', 30_000);
    const attempts = statuses(message).filter((status) => status === 'dispatching');
    expect(attempts).toHaveLength(4);
    await expectTaken(id, 1);
  });

  test('never comes since nobody is there to connect to: tried again, taken once', async () => {
    messaging.hearCallbacks();
    const to = phone();
    await messaging.customer(acme, to);
    const { body } = await messaging.send(acme.tenantId, { to, body: 'Anybody there?' });
    const back = messaging.proxy.goAway(1_500);
    await messaging.grant(acme.tenantId, body.id);
    await back;
    const message = await becomes(body.id, 'delivered', 30_000);
    expect(statuses(message)).not.toContain('unknown');
    await expectTaken(body.id, 1);
  });
});

describe('its callbacks', () => {
  test('come before our own answer is stored: they stand, the answer adds nothing', async () => {
    messaging.hearCallbacks();
    const to = phone();
    let answer = (): void => undefined;
    const event = new Promise<void>((resolve) => (answer = resolve));
    messaging.proxy.trouble(to, { kind: 'answered after', event });
    const id = await send(to);
    await becomes(id, 'delivered');
    answer();
    await expectTaken(id, 1);
    expect(statuses(await messaging.message(acme.tenantId, id))).not.toContain('unknown');
    expect(await messaging.message(acme.tenantId, id)).toMatchObject({ status: 'delivered' });
  });

  test('come twice and in any order: each state once, the last one stays', async () => {
    await messaging.faults({ duplicateCallbacks: 1, reorderCallbacks: 0.5, seed: 11 });
    messaging.hearCallbacks();
    const ids = await Promise.all(Array.from({ length: 10 }, () => send(phone())));
    for (const id of ids) {
      const message = await becomes(id, 'delivered');
      const reached = statuses(message).filter((status) => ['sent', 'delivered'].includes(status));
      expect(reached.at(-1)).toBe('delivered');
      expect(new Set(reached).size).toBe(reached.length);
    }
    for (const id of ids) expect(messaging.proxy.takenFor(id)).toBe(1);
  });

  test('are lost: Twilio is asked, and its answer is the end', async () => {
    const id = await send(phone());
    await becomes(id, 'submitted');
    await sleep(300);
    await followUpNow(id);
    await becomes(id, 'delivered');
    await expectTaken(id, 1);
  });

  test('are lost, and Twilio fails when it is asked: it is asked again', async () => {
    const id = await send(phone());
    await becomes(id, 'submitted');
    messaging.proxy.failQuestions(2);
    await sleep(300);
    await followUpNow(id);
    await becomes(id, 'delivered', 30_000);
    await expectTaken(id, 1);
  });

  test('are lost for a day: it is asked a last time, and keeps its status', async () => {
    await messaging.faults({ sentAfterMs: 3_600_000 });
    const id = await send(phone());
    await becomes(id, 'submitted');
    await messaging.service.admin.query(
      `UPDATE message SET post_by = now() - interval '25 hours', follow_up_at = now() WHERE id = $1`,
      [id],
    );
    await eventually(async () => {
      const { rows } = await messaging.service.admin.query<{ status: string; at: Date | null }>(
        'SELECT status, follow_up_at AS at FROM message WHERE id = $1',
        [id],
      );
      expect(rows).toEqual([{ status: 'submitted', at: null }]);
    });
  });
});
