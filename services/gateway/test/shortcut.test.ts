import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { problem } from './fake-services.js';
import { type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let [agent, readonly]: string[] = [];
const SHORTCUT = /^\/messaging\/shortcuts\/eta$/;
const view = { name: 'eta', body: 'Soon' };

beforeAll(async () => {
  gateway = await startGateway();
  gateway.upToDate();
  const { id } = await gateway.newTenant();
  [agent, readonly] = [await gateway.as(id, 'agent'), await gateway.as(id, 'readonly')];
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => gateway.services.forget());

const call = (method: string, as = agent, body?: object) =>
  gateway.call(method, '/v1/shortcuts/eta', { as, body });

test.each([
  ['created', 201],
  ['updated', 200],
  ['unchanged', 200],
] as const)('a shortcut that was %s is answered %d', async (outcome, status) => {
  gateway.services.on('PUT', SHORTCUT, { body: { outcome, record: view, version: 1 } });
  const answer = await call('PUT', agent, { body: 'Soon' });
  expect([answer.status, answer.body]).toEqual([status, { ...view, outcome }]);
});

test('who only looks changes none', async () => {
  gateway.services.on('GET', /^\/messaging\/shortcuts/, { body: { items: [], nextCursor: null } });
  expect((await call('PUT', readonly, { body: 'x' })).status).toBe(403);
  expect((await call('DELETE', readonly)).status).toBe(403);
  expect((await call('GET', readonly)).status).toBe(200);
  const list = await gateway.call('GET', '/v1/shortcuts', { as: readonly });
  expect(list.body).toEqual({ items: [], nextCursor: null });
});

test('one that is taken away is answered with nothing, and then it isn’t there', async () => {
  gateway.services.on('DELETE', SHORTCUT, { body: { name: 'eta' } });
  expect((await call('DELETE')).status).toBe(204);
  gateway.services.on('DELETE', SHORTCUT, problem(404, 'not_found'));
  expect((await call('DELETE')).status).toBe(404);
});
