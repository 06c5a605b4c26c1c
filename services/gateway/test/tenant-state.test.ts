/** Businesses that are suspended, go on, and end. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type AuditEntryView,
  newId,
  type Page,
  type TenantClosureView,
  type TenantStateView,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { usForm } from '../../../tests/support/registration-form.js';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

const RELEASE = /^\/messaging\/numbers\/release$/;
const CLOSURE = /^\/billing\/closure$/;
const REGISTRATION = /^\/compliance\/registration\/closure$/;
const DAY_MS = 86_400_000;

let gateway: Running;
let heard: Received[];
let id: string;
let agent: string;
beforeAll(async () => {
  gateway = await startGateway({ closingRoundSeconds: 1 });
  heard = await gateway.listen('gateway.tenant');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(async () => {
  gateway.services.forget();
  id = (await gateway.newActiveTenant()).id;
  agent = await gateway.as(id, 'agent');
  gateway.services.on('GET', /^\/billing\/balance$/, { body: { available: 40, held: 2 } });
  gateway.services.on('POST', RELEASE, { body: {} });
  gateway.services.on('POST', CLOSURE, { body: {} });
  gateway.services.on('POST', REGISTRATION, { body: {} });
  gateway.services.on('PUT', /^\/messaging\/messages\//, { body: { id: newId() } });
  gateway.services.on('GET', /^\/messaging\/messages$/, { body: { items: [], nextCursor: null } });
});

const operator = <T = TenantStateView>(what: string, body: object = {}) =>
  gateway.call<T>('POST', `/v1/tenants/${id}/${what}`, { as: OPERATOR_KEY, body });
const send = (as: string) =>
  gateway.call('POST', '/v1/messages', { as, body: { to: '+13125550188', body: 'Hi' } });
const statesSaid = () =>
  heard
    .filter(({ tenantId }) => tenantId === id)
    .map(({ payload }) => (payload as { state: string }).state);
/** What costs money or begins something, as the operator would do it for the business. */
async function attempts(): Promise<[number, string | undefined][]> {
  const headers = { 'x-tenant-id': id };
  const rule = { threshold: 500, bundle: 2_500, monthlyCapMicros: 50_000_000 };
  const calls = [
    ['POST', '/v1/purchases', { bundle: 2_500 }],
    ['PUT', '/v1/auto-recharge', rule],
    ['POST', '/v1/registration', usForm()],
    ['POST', '/v1/registration/otp', { resend: true }],
  ] as const;
  const answers = [];
  for (const [method, path, body] of calls) {
    const key = { 'idempotency-key': newId() };
    const call = { as: OPERATOR_KEY, headers: { ...headers, ...key }, body };
    const { status, body: answer } = await gateway.call(method, path, call);
    answers.push([status, answer.code] as [number, string | undefined]);
  }
  return answers;
}
async function isWoundUp(): Promise<boolean> {
  const { rows } = await gateway.admin.query<{ at: Date | null }>(
    `SELECT released_at AS at FROM tenant WHERE tenant_id = $1`,
    [id],
  );
  return rows[0]?.at !== null;
}
async function audited(action: string): Promise<AuditEntryView[]> {
  const headers = { 'x-tenant-id': id };
  const path = `/v1/audit?action=${action}`;
  const { body } = await gateway.call<Page<AuditEntryView>>('GET', path, {
    as: OPERATOR_KEY,
    headers,
  });
  return body.items;
}

describe('a suspension', () => {
  test('refuses what would leave, and nothing else', async () => {
    expect((await send(agent)).status).toBe(202);
    const suspended = await operator('suspension', { reason: 'Complaints' });
    expect([suspended.status, suspended.body]).toMatchObject([
      200,
      { id, state: 'suspended', reason: 'Complaints', closesAt: null },
    ]);
    const refused = await send(agent);
    expect([refused.status, refused.body.code]).toEqual([403, 'tenant_suspended']);
    const emails = await gateway.call('POST', '/v1/employee-emails', {
      as: agent,
      body: { employeeIds: ['ext:E-1'], body: 'Hi' },
    });
    expect(emails.body.code).toBe('tenant_suspended');
    expect((await gateway.call('GET', '/v1/messages', { as: agent })).status).toBe(200);
  });

  test('lets them buy and register all the same', async () => {
    gateway.services.on('POST', /^\/billing\/purchases$/, { status: 201, body: { id: 'p' } });
    gateway.services.on('PUT', /^\/billing\/auto-recharge$/, { body: { enabled: true } });
    const registration = { state: 'submitting', path: 'us', steps: [] };
    gateway.services.on('POST', /^\/compliance\/registration/, {
      body: { registration, version: 0 },
    });
    await operator('suspension', { reason: 'Complaints' });
    expect((await attempts()).map(([status]) => status)).toEqual([201, 200, 202, 202]);
  });

  test('is taken back, and both are in the audit with who and why', async () => {
    await operator('suspension', { reason: 'Complaints' });
    expect((await operator('resumption')).body).toMatchObject({ state: 'active', reason: null });
    expect((await send(agent)).status).toBe(202);
    expect(await audited('tenant.suspended')).toMatchObject([
      { detail: { reason: 'Complaints' }, byOperator: true },
    ]);
    expect(await audited('tenant.resumed')).toMatchObject([{ detail: { before: 'suspended' } }]);
    await eventually(() =>
      expect(statesSaid()).toEqual(['created', 'active', 'suspended', 'active']),
    );
  });

  test('again is the same, without a second fact', async () => {
    await operator('suspension', { reason: 'Complaints' });
    expect((await operator('suspension', { reason: 'Complaints' })).status).toBe(200);
    expect(await audited('tenant.suspended')).toHaveLength(1);
    await operator('resumption');
    expect((await operator('resumption')).body.state).toBe('active');
    expect(await audited('tenant.resumed')).toHaveLength(1);
  });

  test('needs a reason, an operator, and a business that is active', async () => {
    expect((await operator('suspension')).status).toBe(400);
    const owner = await gateway.as(id, 'owner');
    const path = `/v1/tenants/${id}/suspension`;
    const body = { reason: 'Mine' };
    expect((await gateway.call('POST', path, { as: owner, body })).status).toBe(403);
    const fresh = await gateway.newTenant();
    const refused = await gateway.call('POST', `/v1/tenants/${fresh.id}/suspension`, {
      as: OPERATOR_KEY,
      body,
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'tenant_not_active']);
    const nobody = `/v1/tenants/${newId()}/suspension`;
    expect((await gateway.call('POST', nobody, { as: OPERATOR_KEY, body })).status).toBe(404);
  });

  test('is pending while messaging has not heard of it', async () => {
    gateway.services.on('GET', /projections\/tenant/, { body: { version: 2 } });
    const { status, body } = await operator('suspension', { reason: 'Complaints' });
    expect([status, body.pending]).toEqual([202, true]);
  });
});

describe('a closure', () => {
  test('gives notice, says what is left, and lets everything go on until then', async () => {
    const { status, body } = await operator<TenantClosureView>('closure', { reason: 'They left' });
    expect([status, body]).toMatchObject([
      200,
      { state: 'closing', leftover: { available: 40, held: 2 } },
    ]);
    const days = (Date.parse(body.closesAt ?? '') - Date.now()) / DAY_MS;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
    expect((await send(agent)).status).toBe(202);
    const again = await operator('closure', {});
    expect([again.status, again.body.code]).toEqual([409, 'tenant_closing']);
  });

  test('is taken back during its notice', async () => {
    await operator('closure', { noticeDays: 1 });
    expect((await operator('resumption')).body).toMatchObject({ state: 'active', closesAt: null });
    expect((await send(agent)).status).toBe(202);
  });

  test('ends with its notice: the number goes back once, and nobody gets in', async () => {
    await operator('closure', { noticeDays: 2, reason: 'They left' });
    await gateway.admin.query(
      `UPDATE tenant SET closes_at = now() - interval '1 second' WHERE tenant_id = $1`,
      [id],
    );
    await eventually(() => expect(gateway.services.askedFor('POST', RELEASE)).toHaveLength(1));
    expect(gateway.services.askedFor('POST', RELEASE)[0]?.principal).toMatchObject({
      tenantId: id,
      role: 'operator',
    });
    expect(await audited('tenant.closed')).toMatchObject([
      { actor: 'system:closing', detail: { reason: 'They left' } },
    ]);
    await eventually(() => expect(statesSaid().at(-1)).toBe('closed'));
    const session = await gateway.call('GET', '/v1/me', { as: agent });
    expect([session.status, session.body.code]).toEqual([403, 'tenant_closed']);
  });

  test('without notice closes at once, for keys and sign-ins, too', async () => {
    const { email } = await gateway.newUser(id, 'owner');
    const { secret } = await gateway.newKey(id, ['messages:read', 'messages:write']);
    const closed = await operator<TenantClosureView>('closure', { noticeDays: 0 });
    expect(closed.body).toMatchObject({ state: 'closed', leftover: { available: 40, held: 2 } });
    await eventually(() => expect(gateway.services.askedFor('POST', RELEASE)).toHaveLength(1));
    expect((await gateway.login(email)).body.code).toBe('tenant_closed');
    expect((await gateway.call('GET', '/v1/messages', { as: secret })).body.code).toBe(
      'tenant_closed',
    );
    for (const what of ['resumption', 'closure', 'suspension', 'activation']) {
      const again = await operator(what, { reason: 'Again' });
      expect([again.status, again.body.code]).toEqual([409, 'tenant_closed']);
    }
    const headers = { 'x-tenant-id': id };
    const body = { to: '+13125550188', body: 'Hi' };
    const sent = await gateway.call('POST', '/v1/messages', { as: OPERATOR_KEY, headers, body });
    expect(sent.body.code).toBe('tenant_closed');
  });

  test('has the number given back again and again until that worked', async () => {
    gateway.services.on('POST', RELEASE, problem(503, 'service_unavailable'));
    await operator('closure', { noticeDays: 0 });
    await eventually(() =>
      expect(gateway.services.askedFor('POST', RELEASE).length).toBeGreaterThan(0),
    );
    gateway.services.on('POST', RELEASE, { body: {} });
    await gateway.admin.query(`UPDATE tenant SET release_after = now() WHERE tenant_id = $1`, [id]);
    await eventually(async () => expect(await isWoundUp()).toBe(true), { timeoutMs: 20_000 });
  });

  test('lets nothing be bought, begun or switched on any more, not even by operators', async () => {
    await operator('closure', { noticeDays: 0 });
    gateway.services.asked = [];
    expect(await attempts()).toEqual(Array.from({ length: 4 }, () => [403, 'tenant_closed']));
    expect(gateway.services.askedFor('POST', /purchases|registration$|otp/)).toEqual([]);
    expect(gateway.services.askedFor('PUT', /auto-recharge/)).toEqual([]);
  });

  test('has billing told since when it is closed, before the number goes back, until that worked', async () => {
    gateway.services.on('POST', CLOSURE, problem(503, 'service_unavailable'));
    await operator('closure', { noticeDays: 0 });
    await eventually(() =>
      expect(gateway.services.askedFor('POST', CLOSURE).length).toBeGreaterThan(0),
    );
    expect(await isWoundUp()).toBe(false);
    gateway.services.on('POST', CLOSURE, { body: {} });
    const again = `UPDATE tenant SET release_after = now() WHERE tenant_id = $1`;
    await eventually(
      async () => {
        await gateway.admin.query(again, [id]);
        expect(await isWoundUp()).toBe(true);
      },
      { timeoutMs: 20_000, intervalMs: 1_000 },
    );
    const [asked] = gateway.services.askedFor('POST', CLOSURE);
    expect(asked?.principal).toMatchObject({ id: 'closing', tenantId: id, role: 'operator' });
    const { rows } = await gateway.admin.query(
      `SELECT closes_at FROM tenant WHERE tenant_id = $1`,
      [id],
    );
    expect(JSON.parse(asked?.body ?? '')).toEqual({ closedAt: rows[0]?.closes_at.toISOString() });
    const released = gateway.services
      .askedFor('POST', RELEASE)
      .filter(({ principal }) => principal?.tenantId === id);
    expect(released).toHaveLength(1);
  });

  test('has the campaign taken away before the number goes back, until that worked', async () => {
    gateway.services.on('POST', REGISTRATION, problem(409, 'registration_under_way'));
    await operator('closure', { noticeDays: 0 });
    await eventually(() =>
      expect(gateway.services.askedFor('POST', REGISTRATION).length).toBeGreaterThan(0),
    );
    const released = () =>
      gateway.services
        .askedFor('POST', RELEASE)
        .filter(({ principal }) => principal?.tenantId === id);
    expect([await isWoundUp(), released()]).toEqual([false, []]);
    gateway.services.on('POST', REGISTRATION, { body: {} });
    await eventually(
      async () => {
        await gateway.admin.query(`UPDATE tenant SET release_after = now() WHERE tenant_id = $1`, [
          id,
        ]);
        expect(await isWoundUp()).toBe(true);
      },
      { timeoutMs: 20_000, intervalMs: 1_000 },
    );
    expect(released()).toHaveLength(1);
  });

  test('of a suspended business leaves it suspended until then', async () => {
    await operator('suspension', { reason: 'Complaints' });
    expect((await operator('closure', { noticeDays: 3 })).body.state).toBe('suspended');
    expect((await send(agent)).body.code).toBe('tenant_suspended');
  });
});
