import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  MessageProgressed,
  type MessageReceived,
  type MessageView,
  newId,
  recipientIdOf,
  TextArrived,
} from '@fieldline/contracts';
import { eventually, whileLocked } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { POST_WITHIN_MS } from '../src/message/dispatch.queries.js';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let lastPhone = 100;
const phone = (): string => `+1312555${String(++lastPhone + 1000).slice(-4)}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start({ twilioTimeoutMs: 5_000 });
  acme = await messaging.business();
});
afterEach(() => messaging.faults({}));
afterAll(() => messaging.stop());

/** A text to somebody who may be texted; its balance is still to come. */
async function accepted(to: string, more: object = {}): Promise<MessageView> {
  await messaging.customer(acme, to);
  return (await messaging.send(acme.tenantId, { to, body: 'We are on our way', ...more })).body;
}

function becomes(id: string, status: string, timeoutMs = 10_000): Promise<MessageView> {
  return eventually(
    async () => {
      const message = await messaging.message(acme.tenantId, id);
      expect(message.status).toBe(status);
      return message;
    },
    { timeoutMs },
  );
}

/** When each attempt was marked, in milliseconds. */
const attempts = ({ timeline }: MessageView): number[] =>
  timeline.filter(({ status }) => status === 'dispatching').map(({ at }) => Date.parse(at));

const recipientRow = (to: string) =>
  [
    'SELECT FROM recipient WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
    acme.tenantId,
    recipientIdOf(acme.tenantId, to),
  ] as const;

describe('an attempt', () => {
  test('that is held up until it is too late is not posted, but decided anew', async () => {
    const to = phone();
    const { id } = await accepted(to);
    await whileLocked(messaging.service.admin, recipientRow(to), async (inLine) => {
      await messaging.grant(acme.tenantId, id);
      await inLine(1);
      await sleep(POST_WITHIN_MS + 100);
    });
    expect(attempts(await becomes(id, 'submitted'))).toHaveLength(2);
    expect(messaging.proxy.takenFor(id)).toBe(1);
  });

  test('that Twilio refuses for now is made again later and later', async () => {
    const to = phone();
    messaging.proxy.trouble(to, { kind: 'error before', status: 429, times: 3 });
    const { id } = await accepted(to);
    await messaging.grant(acme.tenantId, id);
    const [first = 0, ...others] = attempts(await becomes(id, 'submitted', 20_000));
    const gaps = others.map((at, index) => at - (others[index - 1] ?? first));
    expect(gaps).toHaveLength(3);
    // Half of 500 ms, doubled each time: the jitter takes away no more.
    gaps.forEach((gapMs, index) => expect(gapMs).toBeGreaterThanOrEqual(250 * 2 ** index));
  });

  test('whose dispatcher died becomes unknown in time, is told, and is not made again', async () => {
    const [dead, young] = [await accepted(phone()), await accepted(phone())];
    const begin = (id: string, ago: string) =>
      messaging.service.admin.query(
        `UPDATE message SET status = 'dispatching', attempt = 1, post_by = now() - $2::interval WHERE id = $1`,
        [id, ago],
      );
    await begin(young.id, '0 s');
    await begin(dead.id, '1 minute');
    await becomes(dead.id, 'unknown');
    await eventually(() => {
      const last = messaging.heard.findLast(({ subject }) => subject === dead.id);
      expect(last?.payload).toMatchObject({ status: 'unknown' });
    });
    expect(messaging.proxy.takenFor(dead.id)).toBe(0);
    expect((await messaging.message(acme.tenantId, young.id)).status).toBe('dispatching');
  });
});

describe('a STOP', () => {
  /** Comes in on its own, as from the gateway. */
  function say(from: string, body: string): Promise<string[]> {
    const { tenantId, accountSid, phoneNumber } = acme;
    const payload: TextArrived = {
      conversationId: newId(),
      providerMessageId: `SM${newId().replaceAll('-', '')}`,
      accountSid,
      from,
      to: phoneNumber,
      body,
      segments: 1,
      mediaCount: 0,
      arrivedAt: new Date().toISOString(),
    };
    return messaging.service.say(TextArrived, [{ tenantId, payload }]);
  }

  test('that is being taken in when a text comes due holds it up, and ends it', async () => {
    const to = phone();
    const sendAt = new Date(Date.now() + 3_000).toISOString();
    const { id, conversationId } = await accepted(to, { sendAt });
    await messaging.grant(acme.tenantId, id);
    await becomes(id, 'scheduled');
    const thread = [
      'SELECT FROM conversation WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
      acme.tenantId,
      conversationId,
    ] as const;
    // The STOP has its recipient's row when it comes to the thread; the text wants that row then.
    await whileLocked(messaging.service.admin, thread, async (inLine) => {
      await say(to, 'STOP');
      await inLine(1);
      await inLine(2);
    });
    const { error, timeline } = await becomes(id, 'canceled');
    expect(error?.code).toBe('recipient_opted_out');
    expect(timeline.map(({ status }) => status)).not.toContain('dispatching');
    expect(await messaging.textsAt(to)).toEqual([]);
  });

  test('that comes with Twilio’s own word of it is numbered after or before it, not alike', async () => {
    const to = phone();
    let answer = (): void => undefined;
    const event = new Promise<void>((resolve) => (answer = resolve));
    await messaging.faults({ numbers: { [to]: 21610 } });
    messaging.proxy.trouble(to, { kind: 'answered after', event });
    const { id } = await accepted(to);
    const recipientId = recipientIdOf(acme.tenantId, to);
    await messaging.grant(acme.tenantId, id);
    await becomes(id, 'dispatching');
    const texts = await whileLocked(messaging.service.admin, recipientRow(to), async (inLine) => {
      const said = await say(to, 'STOP');
      await inLine(1);
      answer();
      await inLine(2);
      return said;
    });
    await messaging.service.handled(texts);
    await becomes(id, 'rejected');
    const numbered = await eventually(() => {
      const facts = messaging.heard
        .map(({ payload }) => payload as MessageReceived | MessageProgressed)
        .filter((fact) => fact.recipientId === recipientId && fact.keywordSequence);
      expect(facts).toHaveLength(2);
      return facts.map(({ keywordSequence }) => keywordSequence);
    });
    expect(numbered.toSorted()).toEqual([1, 2]);
  });
});
