import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

const TOKEN = 'Zm9yIHRlc3RzIG9ubHksIG5vdGhpbmcgdG8gZ3Vlc3M';

let gateway: Running;
let tenantId: string;
beforeAll(async () => {
  gateway = await startGateway();
  tenantId = (await gateway.newActiveTenant()).id;
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => gateway.services.forget());

const asked = (method: string, path: RegExp) => gateway.services.askedFor(method, path);

describe('a purchase', () => {
  const open = (as: string, headers = {}) =>
    gateway.call('POST', '/v1/purchases', { as, body: { bundle: 2_500 }, headers });

  test('is opened under an id that its key gives, with the business’s name', async () => {
    gateway.services.on('POST', /^\/billing\/purchases$/, { status: 201, body: { id: 'p' } });
    const owner = await gateway.as(tenantId, 'owner');
    expect((await open(owner, { 'idempotency-key': 'k1' })).status).toBe(201);
    expect((await open(owner, { 'idempotency-key': 'k1' })).status).toBe(201);
    await open(owner, { 'idempotency-key': 'k2' });
    const calls = asked('POST', /^\/billing\/purchases$/);
    expect(calls.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { bundle: 2_500, businessName: 'Acme Plumbing' },
      { bundle: 2_500, businessName: 'Acme Plumbing' },
    ]);
    expect(new Set(calls.map(({ headers }) => headers['idempotency-id'])).size).toBe(2);
    expect(calls[0]?.principal).toMatchObject({ tenantId, role: 'owner' });
  });

  test.each(['agent', 'admin'])(
    'may be asked for by an %s: billing knows the policy',
    async (role) => {
      gateway.services.on('POST', /^\/billing\/purchases$/, problem(403, 'may_not_buy'));
      const answer = await open(await gateway.as(tenantId, role));
      expect([answer.status, answer.body.code]).toEqual([403, 'may_not_buy']);
    },
  );

  test.each(['technician', 'readonly'])('is not for a %s', async (role) => {
    const answer = await open(await gateway.as(tenantId, role));
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(asked('POST', /purchases/)).toEqual([]);
  });

  test('takes a key with its scope, and no test key', async () => {
    gateway.services.on('POST', /^\/billing\/purchases$/, { status: 201, body: { id: 'p' } });
    const codeOf = async (scopes: string[], fields = {}) =>
      (await open((await gateway.newKey(tenantId, scopes, fields)).secret)).body.code;
    expect(await codeOf(['purchases:read'])).toBe('forbidden');
    expect(await codeOf(['purchases:write'], { mode: 'test' })).toBe('test_mode_unavailable');
    expect(await codeOf(['purchases:write'])).toBeUndefined();
    expect(asked('POST', /purchases/)).toHaveLength(1);
  });

  test('is refused until texting is activated', async () => {
    const { id } = await gateway.newTenant();
    const answer = await open(await gateway.as(id, 'owner'));
    expect([answer.status, answer.body.code]).toEqual([403, 'not_activated']);
  });

  test('is refunded by operators alone', async () => {
    const path = `/v1/purchases/${newId()}/refunds`;
    gateway.services.on('POST', /refunds$/, { status: 201, body: { state: 'refunded' } });
    const body = { reason: 'moved away' };
    const owner = await gateway.as(tenantId, 'owner');
    expect((await gateway.call('POST', path, { as: owner, body })).status).toBe(403);
    const headers = { 'x-tenant-id': tenantId };
    const answer = await gateway.call('POST', path, { as: OPERATOR_KEY, body, headers });
    expect(answer.status).toBe(201);
    expect(asked('POST', /refunds$/)).toHaveLength(1);
  });
});

describe('Stripe’s door', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    gateway.call('POST', '/webhooks/stripe', {
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': 't=1,v1=ab',
        ...headers,
      },
    });

  test('hands every byte on, and says what billing said', async () => {
    gateway.services.on('POST', /^\/billing\/payment-events$/, { body: { outcome: 'applied' } });
    const payload = '{\n  "id": "evt_1",  "é": "\\u00e9 👍", "id": "twice" }\n';
    const answer = await post(payload);
    expect([answer.status, answer.body]).toEqual([200, { outcome: 'applied' }]);
    const [call] = asked('POST', /payment-events/);
    expect(JSON.parse(call!.body)).toEqual({ payload, signature: 't=1,v1=ab' });
    expect(call?.principal).toMatchObject({ kind: 'system', role: 'operator' });
  });

  test('stays shut for what is unsigned, too large or no JSON', async () => {
    const unsigned = await gateway.call('POST', '/webhooks/stripe', { body: { id: 'evt_1' } });
    expect([unsigned.status, unsigned.body.code]).toEqual([403, 'invalid_signature']);
    const large = await post(`{"id":"${'x'.repeat(64 * 1024)}"}`);
    expect([large.status, large.body.code]).toEqual([413, 'payload_too_large']);
    const form = await post('id=1', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([form.status, form.body.code]).toEqual([415, 'unsupported_media_type']);
    expect(asked('POST', /payment-events/)).toEqual([]);
  });

  test('answers a forgery and an outage as what they are', async () => {
    gateway.services.on('POST', /payment-events$/, problem(403, 'invalid_signature'));
    expect((await post('{}')).body.code).toBe('invalid_signature');
    gateway.services.on('POST', /payment-events$/, problem(503, 'service_unavailable'));
    expect((await post('{}')).status).toBe(503);
  });

  test('is the only one for bodies as they are', async () => {
    const headers = { 'content-type': 'application/x-signed-json' };
    const answer = await gateway.call('POST', '/v1/auth/login', { body: '{}', headers });
    expect(answer.status).toBe(415);
  });
});

describe('the checkout page', () => {
  const business = `Dana's "Plumbing" <script>alert(1)</script> & Sons`;
  const pending = {
    state: 'pending',
    businessName: business,
    bundle: 10_000,
    priceMicros: 130_000_000,
  };
  const receipt = {
    number: 'A3BB189E-000001',
    date: '2026-11-22T15:04:05.000Z',
    businessName: business,
    currency: 'USD',
    lines: [
      { description: '10,000 message segments', segments: 10_000, amountMicros: 130_000_000 },
    ],
    taxLines: [{ name: 'Tax', amountMicros: 0 }],
    totalMicros: 130_000_000,
  };
  const show = (token = TOKEN) => gateway.call<{ text: string }>('GET', `/checkout/${token}`);
  const shows = (body: object) => gateway.services.on('POST', /checkouts\/look-up$/, { body });

  test('shows what is bought, for whom, at what price, and two buttons', async () => {
    shows(pending);
    const { status, body } = await show();
    expect(status).toBe(200);
    for (const text of [
      '10,000 message segments',
      '$130.00',
      'Pay $130.00',
      'Cancel',
      '<html lang="en">',
    ])
      expect(body.text).toContain(text);
    expect(body.text).toContain(
      'Dana&#39;s &quot;Plumbing&quot; &lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons',
    );
    expect(body.text).not.toContain('<script');
    expect(body.text).toContain(`action="/checkout/${TOKEN}/pay"`);
    expect(JSON.parse(asked('POST', /look-up/)[0]!.body)).toEqual({ token: TOKEN });
  });

  test('allows nothing but its own style and its own forms', async () => {
    shows(pending);
    const { headers, body } = await show();
    const style = /<style>(.*)<\/style>/s.exec(body.text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  test.each([
    ['pay', 'payment'],
    ['cancel', 'cancellation'],
  ])('%s is a form, and leads back to the page', async (button, verb) => {
    gateway.services.on('POST', /checkouts\//, { body: pending });
    const response = await fetch(`${gateway.url}/checkout/${TOKEN}/${button}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(),
    });
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `/checkout/${TOKEN}`,
    ]);
    expect(asked('POST', new RegExp(`checkouts/${verb}$`))).toHaveLength(1);
  });

  test('shows the receipt once it is paid, and nothing to press', async () => {
    shows({ ...pending, state: 'paid', receipt });
    const { text } = (await show()).body;
    for (const part of ['Receipt A3BB189E-000001', '2026-11-22', 'Tax', '$0.00', 'Total'])
      expect(text).toContain(part);
    expect(text).not.toContain('<form');
  });

  test('is a page even where there is none', async () => {
    gateway.services.on('POST', /look-up$/, problem(404, 'not_found'));
    for (const token of [TOKEN, 'short', `${TOKEN.slice(1)}%2F`]) {
      const { status, body } = await show(token);
      expect([status, body.text.includes('There is no such checkout')]).toEqual([404, true]);
    }
    expect(asked('POST', /look-up/)).toHaveLength(1);
  });

  test('is where Stripe sends people back to, whether they paid or not', async () => {
    expect((await show('thanks')).body.text).toContain('Thank you');
    expect((await show('left')).body.text).toContain('Nothing was paid');
  });
});
