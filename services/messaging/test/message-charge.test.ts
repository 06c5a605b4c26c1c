import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type DrawnLot,
  HoldPosted,
  type MessageAccepted,
  type MessageReceived,
  newId,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let acme: Business;
let contactId: string;
beforeAll(async () => {
  messaging = await RunningMessaging.start();
  acme = await messaging.business();
  contactId = (await messaging.customer(acme, '+13125550177')).id;
});
afterAll(() => messaging.stop());

const job = { id: newId(), type: 'drain-cleaning' };

/** What messaging said of a message first. */
function firstFact<T>(messageId: string): Promise<T> {
  return eventually(() => {
    const fact = messaging.heard.find(({ subject }) => subject === messageId);
    if (!fact) throw new Error('nothing said yet');
    return fact.payload as T;
  });
}

describe('a text about a job', () => {
  test('shows it, and says so with our number', async () => {
    const { body } = await messaging.send(acme.tenantId, { contactId, body: 'On our way', job });
    expect(body).toMatchObject({ jobId: job.id });
    expect(await messaging.message(acme.tenantId, body.id)).toMatchObject({ jobId: job.id });
    expect(await firstFact<MessageAccepted>(body.id)).toMatchObject({
      jobId: job.id,
      jobType: job.type,
      from: acme.phoneNumber,
    });
  });

  test('of none shows none', async () => {
    const { body } = await messaging.send(acme.tenantId, { contactId, body: 'On our way' });
    expect(body).not.toHaveProperty('jobId');
    const fact = await firstFact<MessageAccepted>(body.id);
    expect(fact).toMatchObject({ jobId: null, jobType: null });
  });

  test('is the same under the same key, and another about another job', async () => {
    const id = newId();
    const send = (about: object | undefined) =>
      messaging.send(acme.tenantId, { contactId, body: 'Once', job: about }, id);
    expect((await send(job)).body).toMatchObject({ id, jobId: job.id });
    // Its type may have been changed since.
    expect((await send({ ...job, type: 'boiler' })).body).toMatchObject({ id, jobId: job.id });
    for (const other of [{ ...job, id: newId() }, undefined]) {
      const answer = await send(other);
      expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
    }
  });

  test.each([[{ id: 'ext:J-1', type: 'x' }], [{ id: job.id }], ['drain']])(
    'that is none is refused: %j',
    async (none) => {
      const { body } = await messaging.send(acme.tenantId, { contactId, body: 'x', job: none });
      expect(body.code).toBe('invalid_request');
    },
  );
});

test('a text that came in says our number', async () => {
  await messaging.arrive(acme, '+13125550178', 'Hello');
  const fact = await eventually(() => {
    const found = messaging.heard.find(({ type }) => type === 'messaging.message.received.v1');
    if (!found) throw new Error('nothing came in yet');
    return found.payload as MessageReceived;
  });
  expect(fact.to).toBe(acme.phoneNumber);
});

describe('a charge', () => {
  const lot = (segments: number, purchaseId: string | null = null): DrawnLot => ({
    purchaseId,
    segments,
    costMicros: segments * 15_000,
  });

  async function charged(body: string, segments: number, ...lots: (DrawnLot[] | null)[]) {
    return chargedAt(15_000, body, segments, ...lots);
  }

  async function chargedAt(
    priceMicros: number,
    body: string,
    segments: number,
    ...lots: (DrawnLot[] | null)[]
  ) {
    const { body: sent } = await messaging.send(acme.tenantId, { contactId, body });
    const { id: messageId, conversationId } = sent;
    const costMicros = segments * priceMicros;
    for (const drawn of lots) {
      const charge = { messageId, conversationId, segments, costMicros, held: 1, lots: drawn };
      const said = await messaging.service.say(HoldPosted, [
        { tenantId: acme.tenantId, payload: charge },
      ]);
      await messaging.service.handled(said);
    }
    return messaging.message(acme.tenantId, messageId);
  }

  test('as quoted has no note, and says what it was drawn from', async () => {
    const lots = [lot(1, newId())];
    expect(await charged('Hi', 1, lots)).toMatchObject({
      quote: { segments: 1, costMicros: 15_000 },
      charge: { segments: 1, costMicros: 15_000, lots },
    });
    expect((await charged('Hi', 1, lots)).charge).not.toHaveProperty('note');
  });

  test('above the quote says why', async () => {
    const { quote, charge } = await charged('Hi', 3, [lot(1), lot(2, newId())]);
    expect([quote?.segments, charge?.segments, charge?.lots.length]).toEqual([1, 3, 2]);
    expect(charge?.note).toMatch(/counted 3, 1 had been quoted: .* balance/);
  });

  // Also for a reply that the law requires, or one that proved sent late: for those nothing is held that comes back.
  test('below the quote says that no more is charged', async () => {
    const { charge } = await charged('x'.repeat(300), 1, [lot(1)]);
    expect(charge?.note).toMatch(/counted 1, 2 had been quoted: only what it counted is charged/);
  });

  test('that differs from the quote in money alone says why', async () => {
    const { quote, charge } = await chargedAt(13_000, 'Hi', 1, [lot(1)]);
    expect([quote?.costMicros, charge?.costMicros]).toEqual([15_000, 13_000]);
    expect(charge?.note).toMatch(/another than the one that was quoted/);
  });

  test('said again once a debt is repaid replaces the first', async () => {
    const repaid = [lot(1), lot(1, newId())];
    const { charge } = await charged('Hi', 2, [lot(1)], repaid);
    expect(charge?.lots).toEqual(repaid);
    expect(charge?.lots.reduce((sum, { costMicros }) => sum + costMicros, 0)).toBe(
      charge?.costMicros,
    );
  });

  test('of a billing that said no lots yet has none', async () => {
    expect((await charged('Hi', 1, null)).charge?.lots).toEqual([]);
  });
});
