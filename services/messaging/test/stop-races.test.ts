import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ConsentChanged,
  HoldGranted,
  type MessageReceived,
  type MessageView,
  newId,
  recipientIdOf,
  TextArrived,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Business, RunningMessaging } from './running-messaging.js';

const RACES = 1_000;
const AT_ONCE = 100;

let messaging: RunningMessaging;
let acme: Business;

beforeAll(async () => {
  messaging = await RunningMessaging.start({ segmentsPerSecond: 2_000, poolSize: 20 });
  acme = await messaging.business();
});
afterAll(() => messaging.stop());

interface Race {
  readonly phone: string;
  readonly recipientId: string;
  readonly messageId: string;
}

/** Numbers whose opt-in is known, though nobody has texted them: there is no row of them to lock. */
async function strangers(): Promise<Race[]> {
  const races = Array.from({ length: RACES }, (_, index) => {
    const phone = `+1773555${String(index).padStart(4, '0')}`;
    return { phone, recipientId: recipientIdOf(acme.tenantId, phone), messageId: newId() };
  });
  const facts = races.map(({ recipientId }): { tenantId: string; payload: ConsentChanged } => ({
    tenantId: acme.tenantId,
    payload: {
      subjectId: recipientId,
      subjectKind: 'recipient',
      state: 'opted_in',
      origin: 'staff',
      basis: 'express',
      source: 'web_form',
      boundRecipientId: null,
      written: false,
      expiresAt: null,
      eventId: null,
      keywordSequence: 0,
      by: null,
      obtainedAt: null,
      changedAt: new Date().toISOString(),
      version: 1,
    },
  }));
  await messaging.service.handled(await messaging.service.say(ConsentChanged, facts), {
    timeoutMs: 20_000,
  });
  return races;
}

/** Asks for the text. @returns it, or undefined when it was refused because of the STOP */
async function ask({ phone, messageId }: Race): Promise<MessageView | undefined> {
  const { status, body } = await messaging.send(
    acme.tenantId,
    { to: phone, body: 'We are on our way' },
    messageId,
  );
  if (status !== 202) expect([status, body.code]).toEqual([422, 'recipient_opted_out']);
  return status === 202 ? body : undefined;
}

const grant = ({ id: messageId, conversationId }: MessageView): Promise<string[]> =>
  messaging.service.say(HoldGranted, [
    { tenantId: acme.tenantId, payload: { messageId, conversationId, segments: 1 } },
  ]);

async function stop({ phone }: Race): Promise<void> {
  const { accountSid, phoneNumber: to, tenantId } = acme;
  const payload: TextArrived = {
    conversationId: newId(),
    providerMessageId: `SM${newId().replaceAll('-', '')}`,
    accountSid,
    from: phone,
    to,
    body: 'STOP',
    segments: 1,
    mediaCount: 0,
    arrivedAt: new Date().toISOString(),
  };
  await messaging.service.say(TextArrived, [{ tenantId, payload }]);
}

const jitter = (upToMs: number): Promise<void> => sleep(Math.random() * upToMs);

/** The very first text to a number, and its STOP, as close together as can be. */
async function firstTextAgainstStop(race: Race): Promise<void> {
  const sending = ask(race).then((message) => message && grant(message));
  await Promise.all([jitter(12).then(() => stop(race)), sending]);
}

/** A text that waits for its balance, which comes with the STOP. */
async function waitingTextAgainstStop(race: Race): Promise<void> {
  const message = await ask(race);
  if (!message) throw new Error('nobody has stopped yet');
  await Promise.all([jitter(250).then(() => stop(race)), grant(message)]);
}

/** A STOP that comes while the text is on its way, or just after: however slow sending is just now. */
async function departingTextAgainstStop(race: Race): Promise<void> {
  const message = await ask(race);
  if (!message) throw new Error('nobody has stopped yet');
  await grant(message);
  await eventually(() => expect(messaging.proxy.takenFor(message.id)).toBe(1), {
    timeoutMs: 20_000,
    intervalMs: 10,
  });
  await jitter(60);
  await stop(race);
}

const RACE = [firstTextAgainstStop, waitingTextAgainstStop];

interface Outcome {
  readonly id: string;
  readonly status: string;
  /** When transaction A marked the last attempt, by the database's clock. */
  readonly dispatchedAt: Date | null;
  readonly endedAt: Date | null;
  readonly stoppedAt: Date;
}

const OPEN = new Set(['accepted', 'reserved', 'dispatching']);

function outcomes(): Promise<Outcome[]> {
  return eventually(
    async () => {
      const { rows } = await messaging.service.admin.query<Outcome>(
        `SELECT m.id, m.status, r.stopped_at AS "stoppedAt",
                (SELECT max((t ->> 'at')::timestamptz) FROM jsonb_array_elements(timeline) t
                  WHERE t ->> 'status' = 'dispatching') AS "dispatchedAt",
                (SELECT (t ->> 'at')::timestamptz FROM jsonb_array_elements(timeline) t
                  WHERE t ->> 'status' IN ('submitted', 'unknown')) AS "endedAt"
           FROM message m JOIN recipient r ON r.tenant_id = m.tenant_id AND r.id = m.recipient_id
          WHERE m.direction = 'outbound'`,
      );
      const open = rows.filter(({ status }) => OPEN.has(status));
      expect(open.map(({ status }) => status)).toEqual([]);
      return rows;
    },
    { timeoutMs: 20_000, intervalMs: 200 },
  );
}

test('1,000 STOPs against as many sends: none passes after it, and what was on its way is listed', async () => {
  const started = performance.now();
  const races = await strangers();
  // Slow enough that some attempts are on their way when the STOP takes effect.
  await messaging.faults({ latencyMs: 15 });
  for (let at = 0; at < RACES; at += AT_ONCE)
    await Promise.all(
      races
        .slice(at, at + AT_ONCE)
        .map((race, index) =>
          index % 10 === 0 ? departingTextAgainstStop(race) : RACE[index % 2]!(race),
        ),
    );
  const stops = await eventually(
    () => {
      const facts = messaging.heard.filter(
        ({ type }) => type === 'messaging.message.received.v1',
      ) as Received<MessageReceived>[];
      expect(facts.length).toBe(RACES);
      return new Map(facts.map(({ payload }) => [payload.recipientId, payload]));
    },
    { timeoutMs: 20_000, intervalMs: 200 },
  );
  const sent = await outcomes();
  const recipientOf = new Map(races.map((race) => [race.messageId, race.recipientId]));
  let [wentBefore, wasInFlight] = [0, 0];
  for (const { id, dispatchedAt, endedAt, stoppedAt } of sent) {
    const listed = stops.get(recipientOf.get(id) ?? '')?.inFlight ?? [];
    if (!dispatchedAt) {
      expect(listed).toEqual([]);
      continue;
    }
    expect(dispatchedAt.getTime()).toBeLessThanOrEqual(stoppedAt.getTime());
    // Its end is written a moment before it is committed, so it may be listed in between.
    if (endedAt && endedAt > stoppedAt) expect(listed).toEqual([id]);
    if (listed.length > 0) {
      expect(listed).toEqual([id]);
      wasInFlight += 1;
    } else wentBefore += 1;
  }
  const texts = await Promise.all(races.map(({ phone }) => messaging.textsAt(phone)));
  expect(texts.flat()).toHaveLength(messaging.proxy.taken.size);
  expect(Math.max(...messaging.proxy.taken.values())).toBe(1);
  const refused = RACES - sent.length;
  const canceled = sent.filter(({ status }) => status === 'canceled').length;
  const seconds = Math.round((performance.now() - started) / 1_000);
  process.stdout.write(
    `${RACES} races in ${seconds} s: ${refused} refused, ${canceled} canceled, ` +
      `${wasInFlight} on their way, ${wentBefore} gone before\n`,
  );
  // Each order happened, or these were no races.
  expect(Math.min(refused, canceled, wasInFlight, wentBefore)).toBeGreaterThan(0);
}, 150_000);
