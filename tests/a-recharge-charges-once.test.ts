import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import {
  eventOf,
  FakeStripe,
  signed,
  STRIPE_KEY,
  WEBHOOK_SECRET,
} from '../services/billing/test/fake-stripe.js';
import { ask, Business, type Json, newPhone } from './support/business.js';
import { type CrashPoint, CrashPoints } from './support/crash-points.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { Product } from './support/product.js';
import { expectProblem } from './support/problem.js';
import { accepted } from './support/sending.js';
import { expectNothingWrong } from './support/verified.js';

const BUNDLE = 2_500;
const RULE = { threshold: 500, bundle: BUNDLE, monthlyCapMicros: 1_000_000_000 };
const WITHIN = { timeoutMs: 30_000, intervalMs: 100 };

/** One request as the business's owner would make it. */
function asOwner(business: Business, method: string, path: string, body?: unknown) {
  const headers = { 'x-tenant-id': business.tenantId };
  return ask(business.place, business.place.operatorKey, method, path, { body, headers });
}

const rechargeOf = async (business: Business): Promise<Json> =>
  (await asOwner(business, 'GET', '/v1/auto-recharge')).body;
/** Waits until what a purchase was paid with is kept. */
async function methodSaved(business: Business): Promise<void> {
  await eventually(async () => {
    if (!(await rechargeOf(business)).paymentMethod) throw new Error('nothing is saved');
  }, WITHIN);
}

const automatic = async (business: Business): Promise<Json[]> =>
  (await asOwner(business, 'GET', '/v1/purchases')).body.items.filter(
    ({ boughtBy }: Json) => boughtBy === 'system:auto-recharge',
  );
const use = (business: Business, segments: number) =>
  asOwner(business, 'POST', '/v1/adjustments', { segments: -segments, reason: 'used' });

onEveryTransport('a balance that runs low', (place) => {
  test('is told of, and recharged with the card that was saved at the test checkout', async () => {
    const business = await Business.open(place, 0);
    expectProblem(
      await asOwner(business, 'PUT', '/v1/auto-recharge', RULE),
      409,
      'payment_method_required',
    );
    const opened = await asOwner(business, 'POST', '/v1/purchases', {
      bundle: BUNDLE,
      saveForRecharge: true,
    });
    const { pathname } = new URL(opened.body.checkoutUrl);
    expect(await (await fetch(place.url + pathname)).text()).toContain('A test card is saved');
    await fetch(`${place.url}${pathname}/pay`, { method: 'POST', body: new URLSearchParams() });
    await methodSaved(business);
    expect((await asOwner(business, 'PUT', '/v1/auto-recharge', RULE)).body.state).toBe('ready');
    const thresholds = { thresholds: [501, 500] };
    expect((await asOwner(business, 'PUT', '/v1/alerts', thresholds)).body.reached).toEqual([]);
    await use(business, 1_999);
    // The text that reaches the threshold.
    await accepted(business, { contactId: await business.customer(newPhone()), body: 'Hello' });
    await eventually(
      async () => expect((await automatic(business)).map(({ state }) => state)).toEqual(['paid']),
      WITHIN,
    );
    const { alerts } = (await business.get('/v1/alerts')).body;
    expect(alerts).toMatchObject([
      { threshold: 500, available: 500 },
      { threshold: 501, available: 501 },
    ]);
    const path = `/v1/alerts/${alerts[0].id}/acknowledgement`;
    expectProblem(await business.post(path, {}), 403, 'forbidden');
    expect((await asOwner(business, 'POST', path, {})).body.acknowledgedAt).not.toBeNull();
    await eventually(
      async () => expect(await business.balance()).toMatchObject({ available: 3_000, held: 0 }),
      WITHIN,
    );
  }, 60_000);

  test('is not by numbers that are none', async () => {
    const business = await Business.open(place, 400);
    for (const number of ['0', '-1', '2.5', '1e400', '"250"', 'null', '9007199254740993']) {
      const alerts = await asOwner(business, 'PUT', '/v1/alerts', `{"thresholds":[${number}]}`);
      expectProblem(alerts, 400, 'invalid_request');
      for (const field of ['threshold', 'monthlyCapMicros']) {
        const body = JSON.stringify({ ...RULE, [field]: '#' }).replace('"#"', number);
        expectProblem(
          await asOwner(business, 'PUT', '/v1/auto-recharge', body),
          400,
          'invalid_request',
        );
      }
    }
    const malformed = await asOwner(business, 'PUT', '/v1/alerts', '{"thresholds":[NaN]}');
    expectProblem(malformed, 400, 'malformed_json');
    for (const bundle of [2_501, '2500', null])
      expectProblem(
        await asOwner(business, 'PUT', '/v1/auto-recharge', { ...RULE, bundle }),
        422,
        'invalid_bundle',
      );
    expect((await business.get('/v1/alerts')).body.thresholds).toEqual([250]);
    expect(await rechargeOf(business)).toMatchObject({ enabled: false, threshold: null });
  });
});

const automaticPurchase = `NEW.is_automatic`;
/** Moments from the decision to the credit. */
const STEPS: Readonly<Record<string, CrashPoint>> = {
  'it is decided': {
    service: 'billing',
    table: 'purchase',
    event: 'INSERT',
    when: automaticPurchase,
  },
  'Stripe is about to be asked': {
    service: 'billing',
    table: 'purchase',
    event: 'UPDATE OF charge_asked_at',
    when: `${automaticPurchase} AND OLD.charge_asked_at IS NULL AND NEW.charge_asked_at IS NOT NULL`,
  },
  'Stripe has charged the card': {
    service: 'billing',
    table: 'purchase',
    event: 'UPDATE',
    when: `${automaticPurchase} AND OLD.state = 'pending' AND NEW.state = 'paid'`,
  },
  'its segments are credited': {
    service: 'billing',
    table: 'adjustment',
    event: 'INSERT',
    when: `NEW.kind = 'purchase'`,
  },
};

describe('killed during a recharge', () => {
  const stripe = new FakeStripe();
  let product: Product;
  let business: Business;
  let points: CrashPoints;

  beforeAll(async () => {
    product = await Product.start({
      transport: 'embedded',
      environment: {
        STRIPE_SECRET_KEY: STRIPE_KEY,
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
        STRIPE_BASE_URL: await stripe.start(),
        PURCHASE_POLL_SECONDS: '1',
        LOG_LEVEL: 'debug',
      },
    });
    business = await Business.open(product, 0);
    const { body } = await asOwner(business, 'POST', '/v1/purchases', {
      bundle: BUNDLE,
      saveForRecharge: true,
    });
    await deliver(eventOf('checkout.session.completed', stripe.pay(body.id)));
    await methodSaved(business);
    await asOwner(business, 'PUT', '/v1/auto-recharge', RULE);
    points = new CrashPoints(product.dataDir, Object.values(STEPS));
    await points.install();
  }, 240_000);

  afterAll(async () => {
    await product?.remove();
    await stripe.stop();
  });

  async function deliver(event: object): Promise<Json> {
    const { payload, signature } = signed(event as Record<string, unknown>);
    const headers = { 'stripe-signature': signature };
    return ask(product, null, 'POST', '/webhooks/stripe', { body: payload, headers });
  }

  let recharges = 0;
  test.each(Object.entries(STEPS))(
    'when %s, the card is charged once and the segments credited once',
    async (_, point) => {
      const { available } = await business.balance();
      await points.arm(point);
      const movement = use(business, available - 400).catch(() => undefined);
      try {
        await points.reached(point);
      } finally {
        expect(await product.end('SIGKILL')).toBeNull();
        await points.disarm();
      }
      const moved = await movement;
      expect(product.printed).not.toMatch(/canary/);
      stripe.forgetKeys();
      await product.boot();
      // Whoever died with the movement hasn't moved anything.
      if (!moved) await use(business, available - 400);
      recharges += 1;
      await eventually(async () => {
        const states = (await automatic(business)).map(({ state }) => state);
        expect(states).toEqual(Array(recharges).fill('paid'));
      }, WITHIN);
      const [{ id }] = (await automatic(business)) as [Json];
      const [intent] = stripe.charges.of(id);
      expect(stripe.charges.intents).toHaveLength(recharges);
      const told = await deliver(eventOf('payment_intent.succeeded', intent!));
      expect(told.body.outcome).toBe('ignored');
      expect(await business.balance()).toMatchObject({ available: 2_900 });
    },
    120_000,
  );

  test('in the end every invariant holds, and no secret was printed', async () => {
    await eventually(() => expectNothingWrong(product));
    expect(product.printed).not.toMatch(/canary/);
  }, 60_000);
});
