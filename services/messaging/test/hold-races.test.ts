import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ConsentChanged,
  eventMeta,
  HoldGranted,
  type MessageView,
  newId,
  recipientIdOf,
  TextArrived,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

const RACES = 200;
const AT_ONCE = 50;

let messaging: RunningMessaging;
let acme: Business;

beforeAll(async () => {
  messaging = await RunningMessaging.start({ segmentsPerSecond: 2_000, poolSize: 20 });
  acme = await messaging.business();
});
afterAll(() => messaging.stop());

interface Outcome {
  readonly id: string;
  readonly status: string;
  readonly heldAt: Date;
  /** When transaction A marked the attempt, by the database's clock. */
  readonly dispatchedAt: Date | null;
}

const OPEN = new Set(['accepted', 'reserved', 'dispatching']);

const phones = Array.from(
  { length: RACES },
  (_, index) => `+1773556${String(index).padStart(4, '0')}`,
);

async function optIn(): Promise<void> {
  const example = eventMeta(ConsentChanged).example as ConsentChanged;
  const facts = phones.map((phone) => {
    const subjectId = recipientIdOf(acme.tenantId, phone);
    const given = { state: 'opted_in', origin: 'staff', basis: 'express', by: null } as const;
    const payload = { ...example, ...given, subjectId, keywordSequence: 0, version: 1 };
    return { tenantId: acme.tenantId, payload };
  });
  await messaging.service.handled(await messaging.service.say(ConsentChanged, facts), {
    timeoutMs: 20_000,
  });
}

/** A text that waits for its balance, and a plea that comes with it, or just after it has left. */
async function race(from: string, index: number): Promise<void> {
  const { body } = await messaging.send(acme.tenantId, { to: from, body: 'We do' });
  const isDeparting = index % 4 === 0;
  const moment = isDeparting ? untilTaken(body.id) : sleep(Math.random() * 250);
  await Promise.all([moment.then(() => plead(from)), grant(body)]);
}

function untilTaken(messageId: string): Promise<void> {
  return eventually(() => expect(messaging.proxy.takenFor(messageId)).toBe(1), {
    timeoutMs: 20_000,
    intervalMs: 10,
  });
}

async function grant({ id: messageId, conversationId }: MessageView): Promise<void> {
  const payload = { messageId, conversationId, segments: 1 };
  await messaging.service.say(HoldGranted, [{ tenantId: acme.tenantId, payload }]);
}

async function plead(from: string): Promise<void> {
  const { tenantId, accountSid, phoneNumber: to } = acme;
  const payload: TextArrived = {
    conversationId: newId(),
    providerMessageId: `SM${newId().replaceAll('-', '')}`,
    accountSid,
    from,
    to,
    body: 'please stop texting me',
    segments: 1,
    mediaCount: 0,
    arrivedAt: new Date().toISOString(),
  };
  await messaging.service.say(TextArrived, [{ tenantId, payload }]);
}

function outcomes(): Promise<Outcome[]> {
  return eventually(
    async () => {
      const { rows } = await messaging.service.admin.query<Outcome>(
        `SELECT m.id, m.status, r.held_at AS "heldAt",
                (SELECT max((t ->> 'at')::timestamptz) FROM jsonb_array_elements(timeline) t
                  WHERE t ->> 'status' = 'dispatching') AS "dispatchedAt"
           FROM message m JOIN recipient r ON r.tenant_id = m.tenant_id AND r.id = m.recipient_id
          WHERE m.direction = 'outbound'`,
      );
      expect(rows.filter(({ status, heldAt }) => OPEN.has(status) || !heldAt)).toEqual([]);
      return rows;
    },
    { timeoutMs: 20_000, intervalMs: 200 },
  );
}

test('200 pleas against as many texts: none passes after one, and none goes twice', async () => {
  await optIn();
  for (let at = 0; at < RACES; at += AT_ONCE)
    await Promise.all(phones.slice(at, at + AT_ONCE).map(race));
  const sent = await outcomes();
  for (const { dispatchedAt, heldAt } of sent)
    if (dispatchedAt) expect(dispatchedAt.getTime()).toBeLessThanOrEqual(heldAt.getTime());
  const canceled = sent.filter(({ status }) => status === 'canceled').length;
  expect(Math.max(...messaging.proxy.taken.values())).toBe(1);
  expect(messaging.proxy.taken.size).toBe(RACES - canceled);
  process.stdout.write(`${RACES} races: ${canceled} held, ${RACES - canceled} gone before\n`);
  // Each order happened, or these were no races.
  expect(Math.min(canceled, RACES - canceled)).toBeGreaterThan(0);
}, 90_000);
