import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CheckoutView, newId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { openShop, type Shop } from './shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({
    stripeSecretKey: undefined,
    publicBaseUrl: 'https://texts.example.com/',
    purchasePollSeconds: 0.2,
  });
});
afterAll(() => shop.stop());

const tokenOf = (checkoutUrl: string | null) => checkoutUrl?.split('/').at(-1) ?? '';
const at = (verb: 'look-up' | 'payment' | 'cancellation', token: string) =>
  shop.call<CheckoutView>(null, ['POST', `/checkouts/${verb}`], {
    body: { token },
    role: 'operator',
  });

async function opened() {
  const tenantId = newId();
  const { id, checkoutUrl } = await shop.buy(tenantId);
  return { tenantId, id, checkoutUrl, token: tokenOf(checkoutUrl) };
}

describe('the test checkout', () => {
  test('has an address that nobody guesses, the same for the same purchase', async () => {
    const [tenantId, id] = [newId(), newId()];
    const first = (await shop.order(tenantId, undefined, { id })).body;
    expect(first.checkoutUrl).toMatch(/^https:\/\/texts\.example\.com\/checkout\/[\w-]{43}$/);
    expect((await shop.order(tenantId, undefined, { id })).body).toEqual(first);
    expect((await opened()).token).not.toBe(tokenOf(first.checkoutUrl));
    expect((await at('look-up', `${tokenOf(first.checkoutUrl).slice(1)}x`)).status).toBe(404);
  });

  test('shows business, bundle and price; paid, twice at once, it credits once', async () => {
    const { tenantId, id, token } = await opened();
    expect((await at('look-up', token)).body).toEqual({
      state: 'pending',
      businessName: 'Acme Plumbing',
      bundle: 2_500,
      priceMicros: 37_500_000,
    });
    const answers = await Promise.all([at('payment', token), at('payment', token)]);
    expect(answers.map(({ status, body }) => [status, body.state])).toEqual([
      [200, 'paid'],
      [200, 'paid'],
    ]);
    expect(answers[0]?.body.receipt).toMatchObject({ totalMicros: 37_500_000 });
    expect(await shop.balance(tenantId)).toBe(2_500);
    expect((await at('cancellation', token)).body.state).toBe('paid');
    await eventually(() => expect(shop.facts(id)).toEqual(['paid']));
  });

  test('canceled, it can’t be paid any more', async () => {
    const { tenantId, token } = await opened();
    expect((await at('cancellation', token)).body.state).toBe('canceled');
    expect((await at('payment', token)).body.state).toBe('canceled');
    expect(await shop.balance(tenantId)).toBe(0);
  });

  test('expires as any other, and can’t be paid any more', async () => {
    const { tenantId, id, token } = await opened();
    await shop.admin.query(
      `UPDATE purchase SET created_at = created_at - interval '25 hours', poll_at = now() WHERE id = $1`,
      [id],
    );
    await eventually(
      async () => expect((await shop.purchase(tenantId, id)).state).toBe('expired'),
      { timeoutMs: 10_000 },
    );
    expect((await at('payment', token)).body.state).toBe('expired');
    expect(await shop.balance(tenantId)).toBe(0);
  });

  test('paid by a process that died before it heard of it, is found by asking', async () => {
    const { tenantId, id, token } = await opened();
    await shop.admin.query(`UPDATE test_checkout SET state = 'paid' WHERE token = $1`, [token]);
    await eventually(async () => expect((await shop.purchase(tenantId, id)).state).toBe('paid'), {
      timeoutMs: 10_000,
    });
    expect((await at('payment', token)).body.state).toBe('paid');
    expect(await shop.balance(tenantId)).toBe(2_500);
  });

  test('is refunded without asking anybody', async () => {
    const { tenantId, id, token } = await opened();
    await at('payment', token);
    const { body } = await shop.refund(tenantId, id);
    expect(body).toMatchObject({ state: 'refunded', refund: { state: 'done', segments: 2_500 } });
    expect([await shop.balance(tenantId), shop.stripe.asked]).toEqual([0, []]);
  });

  test('takes no events from outside', async () => {
    const { id } = await opened();
    const answer = await shop.deliver({
      type: 'checkout.session.completed',
      data: { object: { id } },
    });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  test('is the gateway’s alone to call', async () => {
    const { token } = await opened();
    const call = ['POST', '/checkouts/payment'] as const;
    const { status } = await shop.call(newId(), call, { body: { token }, role: 'owner' });
    expect(status).toBe(403);
  });
});

test('with a Stripe key there is no test checkout, not even one from before', async () => {
  const stripe = await openShop();
  try {
    const [tenantId, token] = [newId(), 'x'.repeat(43)];
    const { id } = await stripe.buy(tenantId);
    await stripe.admin.query(
      `INSERT INTO test_checkout (tenant_id, purchase_id, token, price_micros) VALUES ($1, $2, $3, 37500000)`,
      [tenantId, id, token],
    );
    for (const verb of ['look-up', 'payment', 'cancellation']) {
      const call = ['POST', `/checkouts/${verb}`] as const;
      const { status } = await stripe.call(null, call, { body: { token }, role: 'operator' });
      expect([verb, status]).toEqual([verb, 404]);
    }
    expect(await stripe.balance(tenantId)).toBe(0);
  } finally {
    await stripe.stop();
  }
});

test('play money buys nothing where it is not asked for, nor on a page that is still open', async () => {
  const { tenantId, token } = await opened();
  const real = await openShop({ stripeSecretKey: undefined, playMoney: false });
  const refused = await real.order(tenantId);
  expect([refused.status, refused.body.code]).toEqual([503, 'payments_not_configured']);
  const { rows } = await real.admin.query(`SELECT count(*)::integer AS purchases FROM purchase`);
  expect(rows).toEqual([{ purchases: 0 }]);
  const paid = await real.call(null, ['POST', '/checkouts/payment'], {
    body: { token },
    role: 'operator',
  });
  expect(paid.status).toBe(404);
  await real.stop();
});

test('nor does a key of Stripe’s test mode take anything else', async () => {
  const codes = [];
  for (const stripeSecretKey of ['sk_test_1234567', 'rk_test_1234567', 'sk_live_1234567']) {
    const real = await openShop({ stripeSecretKey, playMoney: false });
    const { status, body } = await real.order(newId());
    codes.push(body.code ?? status);
    await real.stop();
  }
  expect(codes).toEqual(['payments_not_configured', 'payments_not_configured', 201]);
});
