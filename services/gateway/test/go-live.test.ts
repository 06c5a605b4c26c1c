/** How far a business is on the way to its first text. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  eventMeta,
  type GoLiveView,
  MessageAccepted,
  MessageProgressed,
  newId,
  type OutboundStatus,
} from '@fieldline/contracts';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

const REGISTRATION = /^\/compliance\/registration$/;
const NOT_STARTED = {
  body: { required: true, state: 'not_started', steps: [], submittedAt: null },
};

let gateway: Running;
beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);
afterAll(() => gateway.stop());

const failed = (status: OutboundStatus, errorCode: string | null) => ({ status, errorCode });

async function listOf(tenantId: string, as = OPERATOR_KEY) {
  const headers: Record<string, string> = as === OPERATOR_KEY ? { 'x-tenant-id': tenantId } : {};
  const { body } = await gateway.call<GoLiveView>('GET', '/v1/go-live', { as, headers });
  return new Map(body.items.map((item) => [item.key, item]));
}

test('a list says what is done and what waits, to owners and operators', async () => {
  const { id } = await gateway.newActiveTenant();
  const owner = await gateway.as(id, 'owner');
  gateway.services.on('GET', REGISTRATION, NOT_STARTED);
  for (const list of [await listOf(id), await listOf(id, owner)]) {
    expect(list.get('activated')).toMatchObject({ done: true, since: expect.any(String) });
    expect(list.get('rules')).toMatchObject({ done: true });
    expect(list.get('registration')).toMatchObject({ done: false, waitingOn: 'you' });
    expect(list.get('first_text')).toMatchObject({ done: false, waitingOn: 'you' });
  }
});

describe('a first text', () => {
  /** A text that was asked for, and what became of it. */
  async function text(
    tenantId: string,
    course: Partial<MessageProgressed>[],
    mandatory = false,
  ): Promise<void> {
    const [accepted, progressed] = [MessageAccepted, MessageProgressed].map(
      (type) => eventMeta(type).example,
    ) as [MessageAccepted, MessageProgressed];
    const messageId = newId();
    await gateway.handled(
      await gateway.say(MessageAccepted, [
        { tenantId, payload: { ...accepted, messageId, mandatory } },
      ]),
    );
    const steps = course.map((each, at) => ({
      tenantId,
      payload: { ...progressed, ...each, messageId, version: at + 2 },
    }));
    await gateway.handled(await gateway.say(MessageProgressed, steps));
  }
  const isDone = async (tenantId: string): Promise<boolean | undefined> =>
    (await listOf(tenantId)).get('first_text')?.done;

  test.each<[string, Partial<MessageProgressed>[], boolean]>([
    ['that nobody could pay for is none', [failed('failed', 'insufficient_balance')], false],
    ['that Twilio refused is none', [failed('rejected', 'provider_rejected')], false],
    ['that was called off is none', [failed('canceled', 'recipient_opted_out')], false],
    ['that Twilio may have is none yet', [failed('unknown', null)], false],
    ['that Twilio took is one', [{ status: 'submitted' }], true],
    ['that came back is one', [{ status: 'sent' }, failed('undelivered', 'carrier_error')], true],
  ])('%s', async (_, course, done) => {
    const { id } = await gateway.newActiveTenant();
    gateway.services.on('GET', REGISTRATION, NOT_STARTED);
    await text(id, course);
    expect(await isDone(id)).toBe(done);
  });

  test('is none of another business, and is no reply that the law requires', async () => {
    const { id } = await gateway.newActiveTenant();
    const { id: other } = await gateway.newActiveTenant();
    gateway.services.on('GET', REGISTRATION, NOT_STARTED);
    await text(id, [{ status: 'delivered' }], true);
    await text(other, [{ status: 'delivered' }]);
    expect([await isDone(id), await isDone(other)]).toEqual([false, true]);
  });

  test('stays the first', async () => {
    const { id } = await gateway.newActiveTenant();
    gateway.services.on('GET', REGISTRATION, NOT_STARTED);
    await text(id, [{ status: 'submitted' }]);
    const { since } = (await listOf(id)).get('first_text') ?? {};
    await text(id, [{ status: 'submitted' }]);
    expect((await listOf(id)).get('first_text')).toMatchObject({ done: true, since });
  });
});

test('without compliance nobody is told to submit a form that may be submitted', async () => {
  const { id } = await gateway.newActiveTenant();
  gateway.services.on('GET', REGISTRATION, problem(503, 'service_unavailable'));
  const { status, body } = await gateway.call<GoLiveView>('GET', '/v1/go-live', {
    as: OPERATOR_KEY,
    headers: { 'x-tenant-id': id },
  });
  expect([status, body.code, body.items]).toEqual([503, 'service_unavailable', undefined]);
});
