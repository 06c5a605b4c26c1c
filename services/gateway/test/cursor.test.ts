import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, type Page } from '@fieldline/contracts';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let acme: string;
let other: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newTenant()).id;
  other = (await gateway.newTenant({ name: 'Other Heating' })).id;
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.services.forget();
  gateway.services.on('GET', /^\/messaging\/(contacts|employees)$/, {
    body: { items: [], nextCursor: 'W10' },
  });
});

const get = (path: string, tenantId = acme) =>
  gateway.call<Page<object>>('GET', path, {
    as: OPERATOR_KEY,
    headers: { 'x-tenant-id': tenantId },
  });
const cursorOf = async (path: string) => (await get(path)).body.nextCursor ?? '';

describe('a cursor', () => {
  test('goes on in its list, whatever the size of the page', async () => {
    const cursor = await cursorOf('/v1/contacts?q=dana&limit=1');
    expect((await get(`/v1/contacts?limit=7&cursor=${cursor}&q=dana`)).status).toBe(200);
    expect(gateway.services.asked.at(-1)?.query).toEqual({ q: 'dana', limit: '7', cursor: 'W10' });
  });

  test.each([
    ['another filter', '/v1/contacts?q=ben'],
    ['no filter', '/v1/contacts?'],
    ['another list', '/v1/employees?q=dana'],
    ['a list of our own', '/v1/users?'],
  ])('of a list is refused with %s', async (_, path) => {
    const cursor = await cursorOf('/v1/contacts?q=dana');
    const { status, body } = await get(`${path}&cursor=${cursor}`);
    expect([status, body.code, body.errors]).toMatchObject([
      400,
      'invalid_request',
      [{ field: 'cursor' }],
    ]);
  });

  test('of another business is refused', async () => {
    const cursor = await cursorOf('/v1/contacts?q=dana');
    expect((await get(`/v1/contacts?q=dana&cursor=${cursor}`, other)).status).toBe(400);
  });

  test('of our own lists, too', async () => {
    for (let count = 0; count < 2; count += 1) await gateway.newUser(acme, 'agent');
    await gateway.newUser(other, 'agent');
    const cursor = await cursorOf('/v1/users?limit=1');
    expect((await get(`/v1/users?limit=1&cursor=${cursor}`)).body.items).toHaveLength(1);
    expect((await get(`/v1/users?limit=1&cursor=${cursor}`, other)).status).toBe(400);
  });

  test.each(['W10', '', `${'x'.repeat(11)}.W10`, newId()])(
    'that is none is refused: %j',
    async (cursor) => {
      expect((await get(`/v1/contacts?cursor=${cursor}`)).body.code).toBe('invalid_request');
    },
  );
});
