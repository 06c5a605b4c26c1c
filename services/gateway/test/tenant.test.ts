import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ActivationView, newId, type TenantView } from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let heard: Received[];
beforeAll(async () => {
  gateway = await startGateway();
  heard = await gateway.listen('gateway.tenant');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => gateway.services.forget());

const factsOf = (id: string) =>
  heard.filter(({ tenantId }) => tenantId === id).map(({ payload }) => payload);
const activate = (id: string) =>
  gateway.call<ActivationView>('POST', `/v1/tenants/${id}/activation`, { as: OPERATOR_KEY });
const NUMBERS = /^\/messaging\/numbers$/;
const number = {
  id: newId(),
  phoneNumber: '+13125550123',
  matched: 'nearby',
  fallback: 'No number was left.',
};

describe('a business', () => {
  test('is created, told of, and not yet texting', async () => {
    const { id } = await gateway.newTenant({ contactPhone: '(312) 555-0199' });
    await eventually(() =>
      expect(factsOf(id)).toEqual([
        {
          businessId: id,
          name: 'Acme Plumbing',
          country: 'US',
          timeZone: 'America/Chicago',
          contactPhone: '+13125550199',
          state: 'created',
          messageDays: null,
          introduceFirstText: true,
          version: 1,
        },
      ]),
    );
    const agent = await gateway.as(id, 'agent');
    const refused = await gateway.call('POST', '/v1/messages', {
      as: agent,
      body: { to: '1', body: 'Hi' },
    });
    expect([refused.status, refused.body.code]).toEqual([403, 'not_activated']);
    expect(refused.body.detail).toContain('ops@example.com');
    gateway.services.on('GET', /^\/billing\/balance$/, { body: { unitPriceMicros: 15_000 } });
    const estimate = await gateway.call('POST', '/v1/estimates', { as: agent, body: { body: '' } });
    expect(estimate.body).toMatchObject({ encoding: 'GSM-7' });
  });

  test('is refused with a number or a zone that isn’t one', async () => {
    await expect(gateway.newTenant({ contactPhone: '12' })).rejects.toThrow('invalid_number');
    await expect(gateway.newTenant({ timeZone: 'Mars/Base' })).rejects.toThrow('timeZone');
  });

  test('is activated once, with one number, however often that is asked', async () => {
    const { id } = await gateway.newTenant({ postalCode: '60614' });
    gateway.upToDate();
    gateway.services.on('POST', NUMBERS, async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { body: number };
    });
    const answers = await Promise.all([activate(id), activate(id), activate(id)]);
    const codes = answers
      .map(({ status, body }) => body.code ?? String(status))
      .toSorted((a, b) => a.localeCompare(b));
    expect(codes).toEqual(['200', 'activation_in_progress', 'activation_in_progress']);
    expect((await activate(id)).body).toEqual({
      phoneNumber: '+13125550123',
      matched: 'nearby',
      fallback: 'No number was left.',
    });
    const asked = gateway.services.askedFor('POST', NUMBERS);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.principal).toMatchObject({ tenantId: id, role: 'operator' });
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      businessName: 'Acme Plumbing',
      country: 'US',
      areaCode: '312',
      postalCode: '60614',
    });
    await eventually(() =>
      expect(factsOf(id).at(-1)).toMatchObject({ state: 'active', version: 2 }),
    );
    expect(factsOf(id)).toHaveLength(2);
    gateway.services.on('GET', /^\/messaging\/messages$/, {
      body: { items: [], nextCursor: null },
    });
    const agent = await gateway.as(id, 'agent');
    expect((await gateway.call('GET', '/v1/messages', { as: agent })).status).toBe(200);
    const test = await gateway.newKey(id, ['messages:read'], { mode: 'test' });
    expect(test.secret).toMatch(/^fl_test_/);
    const refused = await gateway.call('GET', '/v1/messages', { as: test.secret });
    expect(refused.body.code).toBe('test_mode_unavailable');
  });

  test('may be activated again at once when no number could be had', async () => {
    const { id } = await gateway.newTenant();
    gateway.services.on('POST', NUMBERS, problem(409, 'no_number_left'));
    expect((await activate(id)).body.code).toBe('no_number_left');
    gateway.services.on('POST', NUMBERS, { body: number });
    gateway.upToDate();
    expect((await activate(id)).status).toBe(200);
  });

  test('is pending while messaging hasn’t heard of it', async () => {
    const { id } = await gateway.newTenant();
    gateway.services.on('POST', NUMBERS, { body: number });
    gateway.services.on('GET', /projections\/tenant/, { body: { version: 1 } });
    const { status, body } = await activate(id);
    expect([status, body.pending]).toEqual([202, true]);
    gateway.services.on('GET', /projections\/tenant/, { body: { version: 2 } });
    expect((await activate(id)).status).toBe(200);
  });

  test('is the operators’ to create, list and activate', async () => {
    const { id } = await gateway.newTenant();
    const owner = await gateway.as(id, 'owner');
    expect((await gateway.call('POST', `/v1/tenants/${id}/activation`, { as: owner })).status).toBe(
      403,
    );
    const list = await gateway.call<{ items: TenantView[] }>('GET', '/v1/tenants?limit=1', {
      as: OPERATOR_KEY,
    });
    expect(list.body.items).toMatchObject([{ id }]);
    expect((await activate(newId())).status).toBe(404);
    expect((await activate('acme')).status).toBe(404);
  });
});
