/** How far a business is on the way to its first text. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventMeta, type GoLiveView, MessageAccepted, newId } from '@fieldline/contracts';
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

test('a reply that the law requires is no first text; one of theirs is', async () => {
  const { id } = await gateway.newActiveTenant();
  gateway.services.on('GET', REGISTRATION, NOT_STARTED);
  const sent = async (mandatory: boolean): Promise<void> => {
    const example = eventMeta(MessageAccepted).example as MessageAccepted;
    const payload = { ...example, messageId: newId(), mandatory };
    await gateway.handled(await gateway.say(MessageAccepted, [{ tenantId: id, payload }]));
  };
  await sent(true);
  expect((await listOf(id)).get('first_text')?.done).toBe(false);
  await sent(false);
  expect((await listOf(id)).get('first_text')?.done).toBe(true);
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
