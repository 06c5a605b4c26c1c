import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, type PurchaseLinkView } from '@fieldline/contracts';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, PUBLIC_BASE_URL, type Running, startGateway } from './running-gateway.js';

const HOUR_MS = 60 * 60 * 1_000;
const BUNDLES = [
  { bundle: 2_500, priceMicros: 37_500_000, unitPriceMicros: 15_000 },
  { bundle: 10_000, priceMicros: 130_000_000, unitPriceMicros: 13_000 },
  { bundle: 25_000, priceMicros: 300_000_000, unitPriceMicros: 12_000 },
  { bundle: 100_000, priceMicros: 1_000_000_000, unitPriceMicros: 10_000 },
];
const CHECKOUT = 'https://checkout.stripe.com/c/pay/cs_test_1';
const UNKNOWN = 'Zm9yIHRlc3RzIG9ubHksIG5vdGhpbmcgdG8gZ3Vlc3M';

let gateway: Running;
let tenantId: string;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  tenantId = (await gateway.newActiveTenant()).id;
  owner = await gateway.as(tenantId, 'owner');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.services.forget();
  gateway.services.on('GET', /^\/billing\/bundles$/, { body: { items: BUNDLES } });
  gateway.services.on('GET', /^\/billing\/purchase-policy\/permission$/, { body: {} });
  opens('pending');
});

const opens = (...states: string[]) =>
  gateway.services.on('POST', /^\/billing\/purchases$/, () => {
    const state = states.length > 1 ? states.shift()! : states[0]!;
    return { status: 201, body: { id: newId(), state, checkoutUrl: CHECKOUT } };
  });
const opened = () => gateway.services.askedFor('POST', /^\/billing\/purchases$/);
const link = (as = owner, headers = {}) =>
  gateway.call<PurchaseLinkView>('POST', '/v1/purchases/links', { as, headers });

/** The path of a new link. */
async function path(as = owner): Promise<string> {
  const { status, body } = await link(as);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.url.slice(PUBLIC_BASE_URL.length);
}
const show = (at: string) => gateway.call<{ text: string }>('GET', at);
async function choose(at: string, fields: Record<string, string> = { bundle: '2500' }) {
  const body = new URLSearchParams(fields);
  const response = await fetch(gateway.url + at, { method: 'POST', body, redirect: 'manual' });
  const { status, headers } = response;
  return { status, location: headers.get('location'), text: await response.text() };
}
const expireAll = () =>
  gateway.admin.query(`UPDATE purchase_link SET expires_at = now() WHERE tenant_id = $1`, [
    tenantId,
  ]);

describe('a link', () => {
  test('leads to a page of ours for an hour, and is kept as a hash alone', async () => {
    const { status, body } = await link();
    expect(status).toBe(201);
    const token = new RegExp(`^${PUBLIC_BASE_URL}/purchase/([\\w-]{43})$`).exec(body.url)?.[1];
    const leftMs = Date.parse(body.expiresAt) - Date.now();
    expect(leftMs).toBeGreaterThan(HOUR_MS - 5 * 60_000);
    expect(leftMs).toBeLessThan(HOUR_MS + 5 * 60_000);
    const { rows } = await gateway.admin.query<{ row: string }>(
      `SELECT to_jsonb(l)::text AS row FROM purchase_link l WHERE token_hash = $1`,
      [createHash('sha256').update(token!).digest()],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain(token);
  });

  test('is new each time, also under one key, of which nothing is kept', async () => {
    const headers = { 'idempotency-key': 'one' };
    const [first, second] = [await link(owner, headers), await link(owner, headers)];
    expect(first.body.url).not.toBe(second.body.url);
    const { rows } = await gateway.admin.query(
      `SELECT FROM idempotency_key WHERE tenant_id = $1 AND key = 'one'`,
      [tenantId],
    );
    expect(rows).toEqual([]);
  });

  test.each(['technician', 'readonly'])('is not for a %s', async (role) => {
    const { status, body } = await link(await gateway.as(tenantId, role));
    expect([status, body.code]).toEqual([403, 'forbidden']);
  });

  test('is not for whom the business lets not buy', async () => {
    gateway.services.on('GET', /permission$/, problem(403, 'may_not_buy'));
    const { status, body } = await link(await gateway.as(tenantId, 'agent'));
    expect([status, body.code]).toEqual([403, 'may_not_buy']);
  });

  test('is not for operators, who are nobody of the business', async () => {
    const { status, body } = await link(OPERATOR_KEY, { 'x-tenant-id': tenantId });
    expect([status, body.code]).toEqual([403, 'forbidden']);
  });

  test('is refused until texting is activated', async () => {
    const { id } = await gateway.newTenant();
    const { status, body } = await link(await gateway.as(id, 'owner'));
    expect([status, body.code]).toEqual([403, 'not_activated']);
  });
});

describe('its page', () => {
  test('shows the bundles with segments and price, and needs no script, console or cookie', async () => {
    const at = await path();
    const { status, headers, body } = await show(at);
    expect(status).toBe(200);
    for (const text of [
      'For Acme Plumbing',
      '2,500 segments',
      '$37.50 (1.5¢ each)',
      '10,000 segments',
      '$130.00 (1.3¢ each)',
      '25,000 segments',
      '$300.00',
      '100,000 segments',
      '$1,000.00',
      `<form class="wide" method="post" action="${at}">`,
      '<legend>Choose a bundle</legend>',
      '<html lang="en">',
    ])
      expect(body.text).toContain(text);
    expect(body.text).toMatch(/good until \d{1,2}:\d{2} [AP]M C[DS]T/);
    expect(body.text.match(/<label>\s*<input type="radio"/g)).toHaveLength(4);
    expect(body.text.match(/ checked/g)).toHaveLength(1);
    expect(body.text).not.toContain('<script');
    expect(headers.get('set-cookie')).toBeNull();
    const style = /<style>(.*)<\/style>/s.exec(body.text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self' https://checkout.stripe.com; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(opened()).toEqual([]);
  });

  test('leads to the checkout of what is chosen, in the name of who made the link', async () => {
    const { id, email } = await gateway.newUser(tenantId, 'admin');
    const at = await path((await gateway.login(email)).body.accessToken);
    expect(await choose(at, { bundle: '10000' })).toMatchObject({
      status: 303,
      location: CHECKOUT,
    });
    const [call] = opened();
    expect(JSON.parse(call!.body)).toEqual({ bundle: 10_000, businessName: 'Acme Plumbing' });
    expect(call?.principal).toMatchObject({ kind: 'user', id, role: 'admin', tenantId });
  });

  test('makes one purchase of a bundle, however often its button is pressed', async () => {
    const at = await path();
    await Promise.all([choose(at), choose(at), choose(at)]);
    await choose(at, { bundle: '25000' });
    const ids = opened().map(({ headers }) => headers['idempotency-id']);
    expect([ids.length, new Set(ids).size]).toEqual([4, 2]);
    await choose(await path());
    expect(new Set(opened().map(({ headers }) => headers['idempotency-id'])).size).toBe(3);
  });

  test('begins another checkout when one was canceled or ran out, and none once it is paid', async () => {
    const at = await path();
    opens('canceled', 'expired', 'pending');
    expect((await choose(at)).status).toBe(303);
    expect(new Set(opened().map(({ headers }) => headers['idempotency-id'])).size).toBe(3);
    opens('paid');
    const again = await choose(at);
    expect([again.status, again.location]).toEqual([200, null]);
    expect(again.text).toContain('It is paid');
  });

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['what is no bundle', { bundle: '2501' }],
    ['another writing', { bundle: '2500.0' }],
    ['words', { bundle: '<script>alert(1)</script>' }],
  ])('asks again when %s is chosen', async (_, fields) => {
    const { status, text } = await choose(await path(), fields);
    expect([status, text.includes('Choose one of the bundles.')]).toEqual([422, true]);
    expect(text).not.toContain('<script');
    expect(opened()).toEqual([]);
  });

  test('takes forms alone', async () => {
    const at = await path();
    const json = await gateway.call('POST', at, { body: { bundle: '2500' } });
    expect(json.status).not.toBe(303);
    expect(opened()).toEqual([]);
  });

  test('says plainly what is wrong', async () => {
    const at = await path();
    const trouble = async (status: number, code: string) => {
      gateway.services.on('POST', /^\/billing\/purchases$/, problem(status, code));
      return choose(at);
    };
    expect(await trouble(403, 'may_not_buy')).toMatchObject({
      status: 403,
      text: expect.stringContaining('Because of may_not_buy.'),
    });
    expect(await trouble(503, 'payments_not_configured')).toMatchObject({
      status: 503,
      text: expect.stringContaining('Because of payments_not_configured.'),
    });
    const away = await trouble(503, 'service_unavailable');
    expect([away.status, away.text]).toEqual([503, expect.stringContaining('Try again')]);
  });
});

describe('the page is gone', () => {
  const expectGone = async (at: string) => {
    for (const { status, text } of [
      { status: (await show(at)).status, text: (await show(at)).body.text },
      await choose(at),
    ])
      expect([status, text.includes('This page is not there any more')]).toEqual([404, true]);
    expect(opened()).toEqual([]);
  };

  test('when nobody made it', async () => {
    for (const token of [UNKNOWN, 'short', `${UNKNOWN.slice(1)}%2F`, `${UNKNOWN}x`])
      await expectGone(`/purchase/${token}`);
  });

  test('after its hour', async () => {
    const at = await path();
    await expireAll();
    await expectGone(at);
  });

  test('once its maker is deactivated, or may not buy any more', async () => {
    for (const change of [{ status: 'deactivated' }, { role: 'readonly' }]) {
      const user = await gateway.newUser(tenantId, 'admin');
      const at = await path((await gateway.login(user.email)).body.accessToken);
      const { status } = await gateway.call('PATCH', `/v1/users/${user.id}`, {
        as: owner,
        body: change,
      });
      expect(status).toBe(200);
      await expectGone(at);
    }
  });

  test('once the key that made it is deleted', async () => {
    const key = await gateway.newKey(tenantId, ['purchases:write']);
    const at = await path(key.secret);
    expect((await choose(at)).status).toBe(303);
    expect(opened()[0]?.principal).toMatchObject({ kind: 'api_key', id: key.id, tenantId });
    await gateway.call('DELETE', `/v1/api-keys/${key.id}`, { as: owner });
    gateway.services.asked = [];
    await expectGone(at);
  });

  test('once the business is closed', async () => {
    const closed = (await gateway.newActiveTenant()).id;
    gateway.services.on('GET', /permission$/, { body: {} });
    const at = await path(await gateway.as(closed, 'owner'));
    await gateway.admin.query(
      `UPDATE tenant SET state = 'closed', closes_at = now() WHERE tenant_id = $1`,
      [closed],
    );
    await expectGone(at);
  });
});

test('flagged purchases are listed to operators, of all businesses or of one', async () => {
  gateway.services.on('GET', /^\/billing\/flagged-purchases$/, {
    body: { items: [{ id: 'p' }], nextCursor: null },
  });
  const list = (as: string, headers = {}) =>
    gateway.call('GET', '/v1/flagged-purchases?limit=5', { as, headers });
  expect((await list(owner)).body.code).toBe('forbidden');
  expect((await list(OPERATOR_KEY)).body).toEqual({ items: [{ id: 'p' }], nextCursor: null });
  await list(OPERATOR_KEY, { 'x-tenant-id': tenantId });
  const asked = gateway.services.askedFor('GET', /flagged-purchases$/);
  expect(asked.map(({ principal, query }) => [principal.tenantId, query['limit']])).toEqual([
    [null, '5'],
    [tenantId, '5'],
  ]);
});
