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
