import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let tenantId: string;
beforeAll(async () => {
  gateway = await startGateway();
  tenantId = (await gateway.newActiveTenant()).id;
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => gateway.services.forget());

const asked = (method: string, path: RegExp) => gateway.services.askedFor(method, path);

describe('what was found', () => {
  const path = '/v1/tie-outs/2026-11-22';

  test.each(['owner', 'admin'])('is shown to an %s of the business', async (role) => {
    gateway.services.on('GET', /^\/billing\/tie-outs\/2026-11-22$/, { body: { state: 'tied' } });
    const answer = await gateway.call('GET', path, { as: await gateway.as(tenantId, role) });
    expect([answer.status, answer.body]).toEqual([200, { state: 'tied' }]);
    expect(asked('GET', /tie-outs/)[0]?.principal).toMatchObject({ tenantId, role });
  });

  test.each(['agent', 'technician', 'readonly'])('is not for a %s', async (role) => {
    const answer = await gateway.call('GET', path, { as: await gateway.as(tenantId, role) });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(asked('GET', /tie-outs/)).toEqual([]);
  });

  test('is shown to an operator who names the business, and by a key with the scope', async () => {
    gateway.services.on('GET', /^\/billing\/tie-outs$/, { body: { items: [], nextCursor: null } });
    const list = (as: string, headers = {}) =>
      gateway.call('GET', '/v1/tie-outs?limit=2', { as, headers });
    expect((await list(OPERATOR_KEY)).body.code).toBe('tenant_required');
    expect((await list(OPERATOR_KEY, { 'x-tenant-id': tenantId })).status).toBe(200);
    const codeOf = async (scope: string) =>
      (await list((await gateway.newKey(tenantId, [scope])).secret)).body.code;
    expect(await codeOf('balance:read')).toBe('forbidden');
    expect(await codeOf('tie_outs:read')).toBeUndefined();
    expect(asked('GET', /tie-outs/).map(({ query }) => query)).toEqual([
      { limit: '2' },
      { limit: '2' },
    ]);
  });

  test('answers what is no day as billing does', async () => {
    gateway.services.on('GET', /^\/billing\/tie-outs\//, problem(400, 'invalid_date'));
    const as = await gateway.as(tenantId, 'owner');
    const answer = await gateway.call('GET', '/v1/tie-outs/..%2Fledger', { as });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_date']);
    expect(asked('GET', /./).at(-1)?.path).toBe('/billing/tie-outs/..%2Fledger');
  });
});

describe('a tie-out', () => {
  const request = (as: string, body: object, headers = {}) =>
    gateway.call('POST', '/v1/tie-outs', { as, body, headers });

  test('is asked for by operators, under an id that its key gives', async () => {
    const named = { 'x-tenant-id': tenantId, 'idempotency-key': 'k1' };
    gateway.services.on('POST', /^\/messaging\/tie-outs$/, { status: 202, body: { id: 'run' } });
    const date = '2026-11-22';
    expect((await request(OPERATOR_KEY, { date }, named)).status).toBe(202);
    expect((await request(OPERATOR_KEY, { date }, named)).status).toBe(202);
    await request(OPERATOR_KEY, { date }, { ...named, 'idempotency-key': 'k2' });
    const calls = asked('POST', /tie-outs/);
    expect(calls.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ date }, { date }]);
    expect(new Set(calls.map((call) => call.headers['idempotency-id'])).size).toBe(2);
    expect(calls[0]?.principal).toMatchObject({ tenantId, role: 'operator' });
  });

  test('is not for the business itself, and for no business in particular', async () => {
    const owner = await gateway.as(tenantId, 'owner');
    expect((await request(owner, { date: '2026-11-22' })).body.code).toBe('forbidden');
    const unnamed = await request(OPERATOR_KEY, { date: '2026-11-22' });
    expect([unnamed.status, unnamed.body.code]).toEqual([400, 'tenant_required']);
    expect(asked('POST', /tie-outs/)).toEqual([]);
  });

  test.each([{}, { date: 20_261_122 }, { date: '2026-11-22', force: true }])(
    'is refused for %j',
    async (body) => {
      const answer = await request(OPERATOR_KEY, body, { 'x-tenant-id': tenantId });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    },
  );
});
