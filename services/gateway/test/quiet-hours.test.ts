/** When a business's texts may go: who may see and set it, and when it counts. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  type AuditEntryView,
  eventMeta,
  newId,
  type Page,
  QuietHoursChanged,
} from '@fieldline/contracts';
import { problem } from './fake-services.js';
import { type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let acme: string;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newActiveTenant()).id;
  owner = await gateway.as(acme, 'owner');
}, 60_000);
afterAll(() => gateway.stop());

const HOURS = {
  preset: 'US-FL',
  from: '08:00',
  to: '20:00',
  sunday: null,
  version: 3,
  presets: [],
};
beforeEach(() => {
  gateway.services.forget();
  for (const method of ['GET', 'PUT'])
    gateway.services.on(method, /^\/compliance\/quiet-hours$/, { body: HOURS });
});
const call = (method: string, as = owner, body?: object) =>
  gateway.call(method, '/v1/quiet-hours', { as, body });

test('are set once texts go by them', async () => {
  let version = 0;
  gateway.services.on('GET', new RegExp(`^/messaging/projections/quiet-hours/${acme}$`), () => ({
    body: { version: ++version },
  }));
  const answer = await call('PUT', owner, { preset: 'US-FL' });
  expect([answer.status, answer.body]).toEqual([200, HOURS]);
  expect(version).toBe(3);
});

test('are pending while messaging hasn’t heard of them', async () => {
  gateway.services.on('GET', /projections/, problem(503, 'service_unavailable'));
  const answer = await call('PUT', owner, { from: '00:00', to: '24:00' });
  expect([answer.status, answer.body]).toEqual([202, { ...HOURS, pending: true }]);
});

test('are refused as compliance refuses them, and malformed ones before', async () => {
  gateway.services.on('PUT', /quiet-hours$/, problem(409, 'stale_version'));
  expect((await call('PUT', owner, { preset: 'US-FL', version: 1 })).body.code).toBe(
    'stale_version',
  );
  gateway.services.forget();
  const answer = await call('PUT', owner, { from: '25:00', to: '8' });
  expect([answer.status, answer.body.errors?.map(({ field }) => field)]).toEqual([
    400,
    ['from', 'to'],
  ]);
  expect(gateway.services.asked).toEqual([]);
});

test.each([
  ['owner', 200, 200],
  ['admin', 200, 200],
  ['agent', 200, 403],
  ['technician', 403, 403],
])('%s: looking is %d, setting %d', async (role, read, write) => {
  gateway.upToDate();
  const as = await gateway.as(acme, role);
  expect((await call('GET', as)).status).toBe(read);
  expect((await call('PUT', as, { preset: 'US-FL' })).status).toBe(write);
});

test('who set them is in the audit, once', async () => {
  const example = eventMeta(QuietHoursChanged).example as QuietHoursChanged;
  const payload = { ...example, businessId: acme, by: `user:${newId()}` };
  const again = { ...payload, by: null };
  const facts = [payload, payload, again].map((each) => ({ tenantId: acme, payload: each }));
  await gateway.handled(await gateway.say(QuietHoursChanged, facts));
  const path = '/v1/audit?action=quiet_hours.set';
  const { body } = await gateway.call<Page<AuditEntryView>>('GET', path, { as: owner });
  expect(body.items).toMatchObject([
    { subject: { kind: 'tenant', id: acme }, detail: { preset: 'US-TX', from: '09:00' } },
  ]);
});
