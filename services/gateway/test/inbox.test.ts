import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, type UserChanged, type UserView } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, PASSWORD, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let heard: Received[];
let acme: string;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  heard = await gateway.listen('gateway.user');
  acme = (await gateway.newActiveTenant()).id;
  owner = await gateway.as(acme, 'owner');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => gateway.services.forget());

const call = <T>(method: string, path: string, body?: unknown) =>
  gateway.call<T>(method, path, { as: owner, body });

/** What was told of a user, once so much was. */
function told(userId: string, count: number): Promise<UserChanged[]> {
  return eventually(() => {
    const facts = heard.map(({ payload }) => payload as UserChanged);
    const own = facts.filter((fact) => fact.userId === userId);
    expect(own.length).toBeGreaterThanOrEqual(count);
    return own;
  });
}

describe('a user', () => {
  const colleague = () => ({
    email: `${newId()}@example.com`,
    name: 'Maria Lopez',
    role: 'agent',
    password: PASSWORD,
  });

  test('is told of to the other services, without address and password, when anything changes', async () => {
    const { body } = await call<UserView>('POST', '/v1/users', colleague());
    for (const change of [{ status: 'active' }, { role: 'admin' }, { role: 'admin' }, {}])
      await call('PATCH', `/v1/users/${body.id}`, change);
    await call('PATCH', `/v1/users/${body.id}`, { status: 'deactivated' });
    const account = { userId: body.id, name: 'Maria Lopez', createdAt: body.createdAt };
    expect(await told(body.id, 3)).toEqual([
      { ...account, role: 'agent', status: 'active', version: 1 },
      { ...account, role: 'admin', status: 'active', version: 2 },
      { ...account, role: 'admin', status: 'deactivated', version: 3 },
    ]);
  });

  test('is told of once, however often the same request comes', async () => {
    const user = colleague();
    const make = () =>
      gateway.call<UserView>('POST', '/v1/users', {
        as: OPERATOR_KEY,
        body: user,
        headers: { 'x-tenant-id': acme, 'idempotency-key': user.email },
      });
    const [first] = [await make(), await make()];
    const { body: other } = await call<UserView>('POST', '/v1/users', colleague());
    await told(other.id, 1);
    expect(await told(first.body.id, 1)).toHaveLength(1);
  });

  test('is answered once messaging has heard, and is pending when it doesn’t in time', async () => {
    let version = 0;
    gateway.services.on('GET', /^\/messaging\/projections\/user\//, () => ({
      body: { version: version++ },
    }));
    const made = await call<UserView & { pending?: true }>('POST', '/v1/users', colleague());
    expect([made.status, made.body.pending, version]).toEqual([201, undefined, 2]);
    gateway.services.on('GET', /^\/messaging\/projections\/user\//, { body: { version: 1 } });
    const path = `/v1/users/${made.body.id}`;
    const left = await call('PATCH', path, { status: 'deactivated' });
    expect([left.status, left.body]).toMatchObject([202, { status: 'deactivated', pending: true }]);
  });
});

describe('a thread', () => {
  const id = newId();

  test.each([
    ['claim', undefined],
    ['release', undefined],
    ['takeover', undefined],
    ['transfer', { userId: newId() }],
    ['resolve', undefined],
    ['reopen', undefined],
    ['read', { unread: true }],
    ['read', undefined],
  ])('is what messaging says after %s', async (act, body) => {
    const path = new RegExp(`^/messaging/conversations/${id}/${act}$`);
    gateway.services.on('POST', path, { body: { id, state: 'open' } });
    const answer = await call('POST', `/v1/conversations/${id}/${act}`, body);
    expect([answer.status, answer.body]).toEqual([200, { id, state: 'open' }]);
    const [asked] = gateway.services.askedFor('POST', path);
    expect(JSON.parse(asked?.body ?? '')).toEqual(body ?? {});
    expect(asked?.principal).toMatchObject({ kind: 'user', tenantId: acme, role: 'owner' });
  });

  test('that somebody else has is refused with who, and asked for once', async () => {
    const extras = { assignee: { id: newId(), name: 'Jo' }, since: '2026-11-22T15:04:05.000Z' };
    const path = /\/claim$/;
    gateway.services.on('POST', path, problem(409, 'already_claimed', extras));
    const { status, body } = await call('POST', `/v1/conversations/${id}/claim`);
    expect([status, body]).toMatchObject([409, { code: 'already_claimed', ...extras }]);
    gateway.services.on('POST', path, problem(503, 'service_unavailable'));
    await call('POST', `/v1/conversations/${id}/claim`);
    expect(gateway.services.askedFor('POST', path)).toHaveLength(2);
  });

  test('is listed as it was asked for', async () => {
    gateway.services.on('GET', /^\/messaging\/conversations$/, {
      body: { items: [], nextCursor: null },
    });
    gateway.services.on('GET', /^\/messaging\/conversations\/counts$/, { body: { all: {} } });
    const query = { view: 'mine', unread: 'true', assignee: newId(), q: 'Zoë & 0188', limit: '7' };
    await call('GET', `/v1/conversations?${new URLSearchParams(query).toString()}`);
    expect(gateway.services.asked.at(-1)?.query).toEqual(query);
    expect((await call('GET', '/v1/conversations/counts')).body).toEqual({ all: {} });
    for (const bad of ['view=theirs', 'unread=1', 'assignee=jo', 'q=', `q=${'x'.repeat(201)}`])
      expect((await call('GET', `/v1/conversations?${bad}`)).status).toBe(400);
  });

  test('is claimed by nobody who may only look', async () => {
    const reader = await gateway.as(acme, 'readonly');
    const path = `/v1/conversations/${id}`;
    const answer = await gateway.call('POST', `${path}/claim`, { as: reader });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    gateway.services.on('POST', /\/read$/, { body: { id, unread: false } });
    expect((await gateway.call('POST', `${path}/read`, { as: reader })).status).toBe(200);
  });
});
