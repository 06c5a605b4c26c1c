import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { ask, Business, type Json } from './support/business.js';
import { type CrashPoint, CrashPoints } from './support/crash-points.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { Product } from './support/product.js';
import { expectNothingWrong } from './support/verified.js';

const BUNDLE = 2_500;

/** The owner's program: a key that may buy. */
async function buyerOf(business: Business): Promise<string> {
  const { place, tenantId } = business;
  const scopes = ['purchases:read', 'purchases:write'];
  const { body } = await ask(place, place.operatorKey, 'POST', '/v1/api-keys', {
    body: { name: 'buyer', scopes },
    headers: { 'x-tenant-id': tenantId },
  });
  return body.secret;
}

onEveryTransport('a purchase credits once', (place) => {
  test('paid at the test checkout by a person with a browser', async () => {
    const business = await Business.open(place, 0);
    const buyer = await buyerOf(business);
    const opened = await ask(place, buyer, 'POST', '/v1/purchases', {
      body: { bundle: BUNDLE },
      key: 'first',
    });
    expect([opened.status, opened.body.state]).toEqual([201, 'pending']);
    const { pathname } = new URL(opened.body.checkoutUrl);
    const page = await (await fetch(place.url + pathname)).text();
    expect(page).toContain('2,500 message segments');
    const pay = /action="([^"]+\/pay)"/.exec(page)?.[1] ?? '';
    const press = () => fetch(place.url + pay, { method: 'POST', body: new URLSearchParams() });
    const pages = await Promise.all([press(), press(), press()]);
    for (const answer of pages) expect(await answer.text()).toContain('Receipt');
    expect(await business.balance()).toMatchObject({ available: BUNDLE, unitPriceMicros: 15_000 });
    const purchase = await ask(place, buyer, 'GET', `/v1/purchases/${opened.body.id}`);
    expect(purchase.body).toMatchObject({ state: 'paid', receipt: { totalMicros: 37_500_000 } });
    const again = await ask(place, buyer, 'POST', '/v1/purchases', {
      body: { bundle: BUNDLE },
      key: 'first',
    });
    expect([again.body.id, again.headers.get('idempotency-replayed')]).toEqual([
      opened.body.id,
      'true',
    ]);
  });

  test('chosen on the page of a link, by a person without a console', async () => {
    const business = await Business.open(place, 0);
    const link = await ask(place, await buyerOf(business), 'POST', '/v1/purchases/links');
    expect(link.status).toBe(201);
    const { pathname } = new URL(link.body.url);
    expect(await (await fetch(place.url + pathname)).text()).toContain('$37.50');
    const body = new URLSearchParams({ bundle: String(BUNDLE) });
    const choose = () => fetch(place.url + pathname, { method: 'POST', body, redirect: 'manual' });
    const [first, second] = [await choose(), await choose()];
    expect([first.status, second.status]).toEqual([303, 303]);
    const checkout = new URL(first.headers.get('location') ?? '').pathname;
    expect(new URL(second.headers.get('location') ?? '').pathname).toBe(checkout);
    const pay = await fetch(`${place.url}${checkout}/pay`, { method: 'POST' });
    expect(await pay.text()).toContain('Receipt');
    expect(await business.balance()).toMatchObject({ available: BUNDLE });
    expect(await (await choose()).text()).toContain('It is paid');
  });

  test('of a size that is none makes nothing', async () => {
    const buyer = await buyerOf(await Business.open(place, 0));
    for (const size of ['0', '-2500', '2500.5', '1e400', '"2500"', 'null']) {
      const body = `{"bundle":${size}}`;
      const answer = await ask(place, buyer, 'POST', '/v1/purchases', { body });
      expect([size, answer.status, answer.body.code]).toEqual([size, 422, 'invalid_bundle']);
    }
    const malformed = await ask(place, buyer, 'POST', '/v1/purchases', { body: '{"bundle":NaN}' });
    expect([malformed.status, malformed.body.code]).toEqual([400, 'malformed_json']);
    expect((await ask(place, buyer, 'GET', '/v1/purchases')).body.items).toEqual([]);
  });
});

async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const purchase = new URLSearchParams(await text(request)).get('client_reference_id');
  const id = `cs_${purchase}`;
  const session = { id, object: 'checkout.session', status: 'open', payment_status: 'unpaid' };
  const url = `https://checkout.stripe.com/c/pay/${id}`;
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...session, url }));
}

/** Moments of the transaction that a payment is credited in. */
const STEPS: Readonly<Record<string, CrashPoint>> = {
  'the balance is changed': { service: 'billing', table: 'account', event: 'UPDATE' },
  'the purchase is paid': {
    service: 'billing',
    table: 'purchase',
    event: 'UPDATE',
    when: `NEW.state = 'paid'`,
  },
  'the event is kept': { service: 'billing', table: 'payment_event', event: 'INSERT' },
};

describe('killed while Stripe tells of a payment', () => {
  const secrets = {
    key: 'sk_test_canary4eC39Hq',
    webhook: `whsec_canary${randomBytes(9).toString('hex')}`,
  };
  /** All of Stripe that a purchase needs to be opened. */
  const stripe = createServer((request, response) => void open(request, response));
  let product: Product;
  let business: Business;
  let buyer: string;
  let points: CrashPoints;

  beforeAll(async () => {
    await new Promise<void>((resolve) => stripe.listen(0, '127.0.0.1', resolve));
    product = await Product.start({
      transport: 'embedded',
      environment: {
        STRIPE_SECRET_KEY: secrets.key,
        STRIPE_WEBHOOK_SECRET: secrets.webhook,
        STRIPE_BASE_URL: `http://127.0.0.1:${(stripe.address() as AddressInfo).port}`,
        PURCHASE_POLL_SECONDS: '3600',
        LOG_LEVEL: 'debug',
      },
    });
    business = await Business.open(product, 0);
    buyer = await buyerOf(business);
    points = new CrashPoints(product.dataDir, Object.values(STEPS));
    await points.install();
  }, 240_000);

  afterAll(async () => {
    await product?.remove();
    stripe.closeAllConnections();
    stripe.close();
  });

  function paymentOf(purchaseId: string): string {
    const session = {
      id: `cs_${purchaseId}`,
      object: 'checkout.session',
      status: 'complete',
      payment_status: 'paid',
      client_reference_id: purchaseId,
      payment_intent: `pi_${purchaseId}`,
      metadata: { fieldline_tenant: business.tenantId },
      amount_subtotal: 3_750,
      amount_total: 3_750,
      total_details: { amount_tax: 0 },
      currency: 'usd',
    };
    const data = { object: session };
    return JSON.stringify({
      id: `evt_${purchaseId}`,
      object: 'event',
      type: 'checkout.session.completed',
      data,
    });
  }

  function deliver(payload: string): Promise<Json> {
    const seconds = Math.floor(Date.now() / 1_000);
    const mac = createHmac('sha256', secrets.webhook).update(`${seconds}.${payload}`).digest('hex');
    const headers = { 'stripe-signature': `t=${seconds},v1=${mac}` };
    return ask(product, null, 'POST', '/webhooks/stripe', { body: payload, headers });
  }

  let bought = 0;
  test.each(Object.entries(STEPS))(
    'when %s, it is credited once when Stripe tells again',
    async (_, point) => {
      const opened = await ask(product, buyer, 'POST', '/v1/purchases', {
        body: { bundle: BUNDLE },
      });
      expect(opened.body.checkoutUrl).toMatch(/^https:\/\/checkout\.stripe\.com/);
      const payload = paymentOf(opened.body.id);
      await points.arm(point);
      const cut = deliver(payload).catch(() => undefined);
      try {
        await points.reached(point);
      } finally {
        expect(await product.end('SIGKILL')).toBeNull();
        await points.disarm();
      }
      await cut;
      expect(product.printed).not.toMatch(/canary/);
      await product.boot();
      expect(await business.balance()).toMatchObject({ available: bought });
      bought += BUNDLE;
      const outcomes = [(await deliver(payload)).body, (await deliver(payload)).body];
      expect(outcomes).toEqual([{ outcome: 'applied' }, { outcome: 'duplicate' }]);
      expect(await business.balance()).toMatchObject({ available: bought });
      const { body } = await ask(product, buyer, 'GET', `/v1/purchases/${opened.body.id}`);
      expect(body.state).toBe('paid');
    },
    120_000,
  );

  test('in the end every invariant holds, and no secret was printed', async () => {
    const forged = await ask(product, null, 'POST', '/webhooks/stripe', {
      body: paymentOf('x'),
      headers: { 'stripe-signature': 't=1,v1=00' },
    });
    expect([forged.status, forged.body.code]).toEqual([403, 'invalid_signature']);
    await eventually(() => expectNothingWrong(product));
    expect(product.printed).not.toMatch(/canary/);
  }, 60_000);
});
