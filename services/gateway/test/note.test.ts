import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, writeIdOf } from '@fieldline/contracts';
import { problem } from './fake-services.js';
import { type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let tenantId: string;
let [owner, ben]: string[] = [];
const thread = newId();
const NOTES = /^\/messaging\/conversations\/[\da-f-]{36}\/notes\//;

beforeAll(async () => {
  gateway = await startGateway();
  gateway.upToDate();
  tenantId = (await gateway.newTenant()).id;
  owner = await gateway.as(tenantId, 'owner');
  ben = (await gateway.newUser(tenantId, 'agent')).id;
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.services.forget();
  gateway.upToDate();
  gateway.services.on('PUT', NOTES, { status: 201, body: { id: newId() } });
});

const write = (body: object, { as = owner!, key = newId(), to = thread } = {}) =>
  gateway.call<{ userIds?: string[] }>('POST', `/v1/conversations/${to}/notes`, {
    as,
    body,
    headers: { 'idempotency-key': key },
  });
const handedOn = () => gateway.services.askedFor('PUT', NOTES);

describe('a note', () => {
  test('is handed on under the id of its key', async () => {
    const key = newId();
    const { status } = await write({ body: 'Hi', mentions: [ben] }, { key });
    expect(status).toBe(201);
    const [asked] = handedOn();
    const id = writeIdOf(tenantId, 'note', key);
    expect(asked?.path).toBe(`/messaging/conversations/${thread}/notes/${id}`);
    expect(JSON.parse(asked?.body ?? '')).toEqual({ body: 'Hi', mentions: [ben] });
  });

  test('mentions users of the business, by their place when not', async () => {
    const stranger = await gateway.newUser((await gateway.newTenant()).id, 'agent');
    const { status, body } = await write({ body: 'Hi', mentions: [ben, stranger.id, newId()] });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors?.map(({ field }) => field)).toEqual(['mentions.1', 'mentions.2']);
    expect(handedOn()).toEqual([]);
  });

  test('mentions nobody who has left', async () => {
    const gone = await gateway.newUser(tenantId, 'agent');
    const change = { as: owner, body: { status: 'deactivated' } };
    await gateway.call('PATCH', `/v1/users/${gone.id}`, change);
    const { status, body } = await write({ body: 'Hi', mentions: [ben, gone.id] });
    expect([status, body.code, body.userIds]).toEqual([422, 'user_inactive', [gone.id]]);
    expect(handedOn()).toEqual([]);
  });

  test('comes back with what messaging refuses', async () => {
    gateway.services.on('PUT', NOTES, problem(422, 'body_too_long'));
    expect((await write({ body: 'x'.repeat(100_000) })).body.code).toBe('body_too_long');
    expect((await write({ body: 'x'.repeat(1_000_000) })).body.code).toBe('payload_too_large');
    expect((await write({ body: 'x' }, { to: 'nonsense' })).status).toBe(404);
  });

  test('is written by who may answer: also a program', async () => {
    const readonly = await gateway.as(tenantId, 'readonly');
    expect((await write({ body: 'Hi' }, { as: readonly })).status).toBe(403);
    const key = await gateway.newKey(tenantId, ['conversations:write']);
    expect((await write({ body: 'Hi' }, { as: key.secret })).status).toBe(201);
  });
});

describe('a thread', () => {
  const THREAD = /^\/messaging\/conversations\/[\da-f-]{36}(\/entries)?$/;
  const ask = async (method: string, path: string, as: string) => {
    gateway.services.on(method, THREAD, { body: { id: thread } });
    return (await gateway.call(method, `/v1/conversations/${thread}${path}`, { as })).status;
  };

  test.each([
    ['owner', 200],
    ['admin', 200],
    ['agent', 200],
    // Messaging says whether a note mentions them.
    ['technician', 200],
    ['readonly', 200],
  ])('is asked for by the role %s', async (role, status) => {
    const as = await gateway.as(tenantId, role);
    for (const path of ['', '/entries']) expect(await ask('GET', path, as)).toBe(status);
    expect(gateway.services.askedFor('GET', THREAD).at(-1)?.principal).toMatchObject({ role });
  });

  test('is shown to a technician who is mentioned, and nothing else is done with it', async () => {
    const as = await gateway.as(tenantId, 'technician');
    gateway.services.on('GET', THREAD, problem(403, 'forbidden'));
    const refused = await gateway.call('GET', `/v1/conversations/${thread}`, { as });
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/counts'],
      ['PUT', `/${thread}/viewing`],
      ...['claim', 'notes', 'read', 'resolve', 'takeover'].map((act) => [
        'POST',
        `/${thread}/${act}`,
      ]),
    ] as [string, string][]) {
      const answer = await gateway.call(method, `/v1/conversations${path}`, {
        as,
        body: method === 'GET' ? undefined : {},
      });
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });

  test('is not asked for by a program without the scope', async () => {
    const key = await gateway.newKey(tenantId, ['contacts:read']);
    expect(await ask('GET', '', key.secret)).toBe(403);
  });
});
