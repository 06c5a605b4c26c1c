import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { problem } from './fake-services.js';
import { type Running, startGateway } from './running-gateway.js';

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

let gateway: Running;
let [admin, agent]: string[] = [];
const TEMPLATE = /^\/scheduler\/job-types\/drain\/template$/;
const view = {
  jobType: 'drain',
  body: 'Hi {{customerFirstName}}, {{businessName}} comes {{date}}.',
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};

beforeAll(async () => {
  gateway = await startGateway();
  gateway.upToDate();
  const { id } = await gateway.newTenant({ name: 'Nordic Heating' });
  [admin, agent] = [await gateway.as(id, 'admin'), await gateway.as(id, 'agent')];
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.services.forget();
  gateway.services.on('GET', /^\/scheduler\/job-types\/drain$/, {
    body: { name: 'drain', title: 'Drain cleaning', active: true },
  });
  gateway.services.on('GET', TEMPLATE, { body: view });
});

const call = (method: string, door = '', as = admin, body?: object) =>
  gateway.call<Json>(method, `/v1/job-types/drain/template${door}`, { as, body });

test('what is kept is answered with what its texts take', async () => {
  gateway.services.on('PUT', TEMPLATE, { body: { outcome: 'created', record: view, version: 1 } });
  const put = await call('PUT', '', admin, { body: view.body });
  expect([put.status, put.body]).toMatchObject([201, { ...view, outcome: 'created' }]);
  const { body } = await call('GET', '', agent);
  expect(body.estimate).toMatchObject({
    encoding: 'GSM-7',
    segments: { from: 1, to: 1, worst: 2 },
    mayBringLetters: ['customerFirstName'],
  });
  expect(put.body.estimate).toEqual(body.estimate);
});

test('a preview without a job is of examples, and of the business’s own name', async () => {
  const { body } = await call('POST', '/preview', agent, {});
  expect(body.estimate.sample).toMatchObject({ ok: true, segments: 1 });
  expect(body.estimate.sample.body).toBe('Hi Dana, Nordic Heating comes Tuesday, December 1.');
});

test('a preview on a job says what its records leave empty', async () => {
  gateway.services.on('GET', /^\/scheduler\/jobs\/ext%3AJ-1$/, {
    body: {
      id: '0197f1f0-8a55-7d39-9f0b-0d8c2c8b7a10',
      externalId: 'J-1',
      contactId: '0197f1f0-8a55-7d39-9f0b-0d8c2c8b7a11',
      jobType: 'drain',
      startsAt: '2026-12-01T15:00:00.000Z',
      endsAt: null,
      timeZone: 'America/Chicago',
      technicianId: null,
      address: null,
    },
  });
  gateway.services.on('GET', /^\/messaging\/contacts\//, {
    body: { name: '{{date}} Whitfield', smsNumber: null },
  });
  const preview = (body: string) => call('POST', '/preview', agent, { body, jobId: 'ext:J-1' });
  const text = await preview('{{customerName}}: {{time}}');
  expect(text.body.estimate.sample).toMatchObject({
    ok: true,
    body: '{{date}} Whitfield: 9:00 AM',
  });
  const holes = await preview('{{technicianName}} {{address}} {{date}}');
  expect(holes.body.estimate.sample).toEqual({ ok: false, empty: ['technicianName', 'address'] });
  const unknown = await preview('{{tecnician}}');
  expect([unknown.status, unknown.body.code]).toEqual([422, 'unknown_field_code']);
  expect(unknown.body.codes).toMatchObject([{ nearest: 'technicianName' }]);
});

test('who may not set job types sets and copies none', async () => {
  expect((await call('PUT', '', agent, { body: 'x' })).status).toBe(403);
  expect((await call('DELETE', '', agent)).status).toBe(403);
  expect((await call('POST', '/copy', agent, { to: ['heater'] })).status).toBe(403);
});

test('one that is copied and taken away is in the audit trail', async () => {
  gateway.services.on('POST', /template\/copy$/, {
    body: { items: [{ jobType: 'heater', outcome: 'created' }] },
  });
  gateway.services.on('DELETE', TEMPLATE, { body: { jobType: 'drain' } });
  expect((await call('POST', '/copy', admin, { to: ['heater'] })).status).toBe(200);
  expect((await call('DELETE')).status).toBe(204);
  gateway.services.on('DELETE', TEMPLATE, problem(404, 'no_template'));
  expect((await call('DELETE')).body).toMatchObject({ code: 'no_template' });
  const audit = await gateway.call<Json>('GET', '/v1/audit', { as: admin });
  const actions = audit.body.items.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(expect.arrayContaining(['template.copied', 'template.removed']));
});
