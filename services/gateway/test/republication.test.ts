import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, type RepublicationPage, type RepublicationView } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { type Given, problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

const BEHIND = {
  billing: 'billing.balance.changed.v1',
  compliance: 'compliance.consent.changed.v1',
  messaging: 'messaging.contact.changed.v1',
  scheduler: 'scheduler.job.changed.v1',
} as const;
type Service = keyof typeof BEHIND;
const SERVICES = Object.keys(BEHIND) as Service[];
const OWN = [
  'gateway.tenant.changed.v1',
  'gateway.sending_pause.changed.v1',
  'gateway.user.changed.v1',
];
const reason = 'the copies are damaged';

let gateway: Running;
let heard: Received[];
let acme: string;
let owner: string;
let admin: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newActiveTenant()).id;
  owner = await gateway.as(acme, 'owner');
  admin = (await gateway.newKey(acme, ['messages:read'])).secret;
  heard = await gateway.listen('gateway.tenant');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => gateway.services.forget());

const call = <T>(method: string, path: string, body?: unknown, as = OPERATOR_KEY) =>
  gateway.call<T>(method, path, { as, body });
const request = (body: object) =>
  call<RepublicationView>('POST', '/v1/republications', { reason, ...body });
const teach = (service: Service, method: string, rest: string, given: Given): void =>
  gateway.services.on(method, new RegExp(`^/${service}/republications${rest}$`), given);
const partOf = (service: Service, id: string, state: 'running' | 'failed' | 'done' = 'done') => ({
  id,
  state,
  tenantId: null,
  reason,
  requestedBy: 'user:dana',
  requestedAt: '2026-11-23T01:11:11.501Z',
  runs: [{ fact: BEHIND[service], service, state, republished: 7, error: null, endedAt: null }],
});
/** What each owner was asked to begin. */
const begun = () =>
  gateway.services.askedFor('POST', /republications$/).map(({ path, body, principal }) => {
    expect(principal).toMatchObject({ role: 'operator', tenantId: null });
    return { service: path.split('/')[1], ...(JSON.parse(body) as { id: string }) };
  });

describe('a request', () => {
  beforeEach(() => {
    for (const service of SERVICES)
      gateway.services.on('POST', new RegExp(`^/${service}/republications$`), ({ body }) => ({
        status: 202,
        body: partOf(service, (JSON.parse(body) as { id: string }).id, 'running'),
      }));
  });

  test('goes to the owner of the fact, and to nobody else', async () => {
    const { status, body } = await request({ facts: [BEHIND.messaging], tenantId: acme });
    expect(status).toBe(202);
    expect(body).toMatchObject({ state: 'running', runs: [{ service: 'messaging' }] });
    const { id } = body;
    const asked = { facts: [BEHIND.messaging], reason, tenantId: acme };
    expect(begun()).toEqual([{ service: 'messaging', id, ...asked }]);
  });

  test('of a service goes for all that it owns; of nothing in particular for all that there is', async () => {
    await request({ service: 'scheduler' });
    expect(begun()).toMatchObject([{ service: 'scheduler', facts: [BEHIND.scheduler] }]);
    gateway.services.asked = [];
    const { body } = await request({});
    expect(body.runs.map(({ fact }) => fact).toSorted()).toEqual(
      [...Object.values(BEHIND), ...OWN].toSorted(),
    );
    expect(new Set(begun().map(({ id }) => id))).toEqual(new Set([body.id]));
  });

  test('for our own is ours: each business is said as it is', async () => {
    const running = `SELECT FROM republication WHERE state = 'running'`;
    await eventually(async () => expect((await gateway.admin.query(running)).rowCount).toBe(0));
    const { id } = await gateway.newActiveTenant();
    gateway.services.forget();
    await request({ facts: [OWN[0]], tenantId: id });
    await eventually(() => {
      const [, activated, again, ...more] = heard.filter(({ tenantId }) => tenantId === id);
      expect(again?.payload).toMatchObject({ state: 'active', version: 2 });
      expect(again?.payload).toEqual(activated?.payload);
      expect(more).toEqual([]);
    });
    expect(gateway.services.asked).toEqual([]);
  });

  test.each<[string, object]>([
    ['a happening', { facts: ['messaging.message.accepted.v1'] }],
    ['an unknown fact', { facts: [BEHIND.messaging, 'x'] }],
    ['no fact', { facts: [] }],
    ['an unknown service', { service: 'x' }],
    ['a service and facts', { service: 'messaging', facts: [BEHIND.messaging] }],
    ['a business that is none', { tenantId: 'x' }],
    ['no reason', { reason: undefined }],
  ])('for %s is not valid', async (_, body) => {
    const answer = await request(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(gateway.services.asked).toEqual([]);
  });

  test('for an unknown business finds none; with an owner away, says so', async () => {
    expect((await request({ tenantId: newId() })).body.code).toBe('not_found');
    expect(gateway.services.asked).toEqual([]);
    teach('billing', 'POST', '', problem(503, 'service_unavailable'));
    expect((await request({})).body.code).toBe('service_unavailable');
  });
});

describe('a republication', () => {
  const id = newId();
  beforeEach(() => {
    for (const service of SERVICES) teach(service, 'GET', `/${id}`, problem(404, 'not_found'));
  });

  test.each([
    ['running', 'failed', 'running'],
    ['done', 'failed', 'failed'],
    ['done', 'done', 'done'],
  ] as const)('of which one part is %s and one %s is %s', async (one, other, whole) => {
    teach('billing', 'GET', `/${id}`, { body: partOf('billing', id, one) });
    teach('messaging', 'GET', `/${id}`, { body: partOf('messaging', id, other) });
    const { status, body } = await call<RepublicationView>('GET', `/v1/republications/${id}`);
    expect([status, body.state]).toEqual([200, whole]);
    expect(body.runs.map(({ service }) => service)).toEqual(['billing', 'messaging']);
  });

  test('that nobody has is not there; while a service is away, nobody knows', async () => {
    for (const place of [id, 'x'])
      expect((await call('GET', `/v1/republications/${place}`)).body.code).toBe('not_found');
    teach('billing', 'GET', `/${id}`, { body: partOf('billing', id) });
    teach('messaging', 'GET', `/${id}`, problem(503, 'service_unavailable'));
    const away = await call('GET', `/v1/republications/${id}`);
    expect([away.status, away.body.code]).toEqual([503, 'service_unavailable']);
  });
});

describe('the list', () => {
  test('joins the parts of each, newest first, page by page', async () => {
    // Newer than our own, which are among them.
    const [first, second, third] = [newId(), newId(), newId()];
    const page = (service: Service, nextCursor: string | null, ...ids: string[]): Given => ({
      body: { items: ids.map((id) => partOf(service, id)), nextCursor },
    });
    for (const service of SERVICES) teach(service, 'GET', '', page(service, null));
    teach('billing', 'GET', '', page('billing', null, third, first));
    teach('messaging', 'GET', '', page('messaging', null, second, first));
    teach('scheduler', 'GET', '', problem(503, 'service_unavailable'));
    const list = async (query: string) =>
      (await call<RepublicationPage>('GET', `/v1/republications?limit=2${query}`)).body;
    const newest = await list('');
    expect(newest.items.map(({ id }) => id)).toEqual([third, second]);
    expect(newest.unavailable).toEqual(['scheduler']);
    const cursor = `&cursor=${newest.nextCursor}`;
    teach('billing', 'GET', '', page('billing', null, first));
    teach('messaging', 'GET', '', page('messaging', null, first));
    const { items } = await list(cursor);
    expect(items[0]).toMatchObject({
      id: first,
      runs: [{ service: 'billing' }, { service: 'messaging' }],
    });
    expect(gateway.services.asked.at(-1)?.query).toMatchObject({
      cursor: newest.nextCursor?.split('.')[1],
    });
  });

  test('and all of it is for operators only', async () => {
    for (const as of [owner, admin])
      for (const [method, path] of [
        ['GET', '/v1/republications'],
        ['GET', `/v1/republications/${newId()}`],
        ['POST', '/v1/republications'],
      ] as const) {
        const body = method === 'POST' ? { reason } : undefined;
        expect((await call(method, path, body, as)).status).toBe(403);
      }
    expect((await gateway.call('GET', '/v1/republications')).status).toBe(401);
    expect(gateway.services.asked).toEqual([]);
  });
});
