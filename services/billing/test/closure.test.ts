/** What a business that is closed for good has open, and what it pays all the same. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CheckoutView, newId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { disputeOf, eventOf } from './fake-stripe.js';
import { openShop, type Shop } from './shop.js';

const WITHIN = { timeoutMs: 15_000, intervalMs: 100 };
/** Longer than from one round of the watch to the next. */
const ROUND_MS = 2_500;
/** Of 2,500 segments. */
const PRICE_CENTS = 3_750;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

async function opened(): Promise<{ tenantId: string; id: string }> {
  const tenantId = newId();
  return { tenantId, id: (await shop.buy(tenantId)).id };
}

const pay = (id: string) =>
  shop.deliver(eventOf('checkout.session.completed', shop.stripe.pay(id)));

const returned = (id: string): unknown[] =>
  shop.stripe.refunds
    .filter(({ payment_intent }) => payment_intent === `pi_${id}`)
    .map(({ amount }) => amount);

async function goesBack(tenantId: string, id: string, cents = PRICE_CENTS): Promise<void> {
  await eventually(async () => {
    const { state, refund } = await shop.purchase(tenantId, id);
    expect([state, refund?.state]).toEqual(['refunded', 'done']);
  }, WITHIN);
  expect([await shop.balance(tenantId), returned(id)]).toEqual([0, [cents]]);
}

describe('the checkout of a closed business', () => {
  test('is ended at Stripe, and can’t be paid', async () => {
    const { tenantId, id } = await opened();
    expect((await shop.close(tenantId)).status).toBe(204);
    await eventually(
      async () => expect((await shop.purchase(tenantId, id)).state).toBe('expired'),
      WITHIN,
    );
    expect(shop.stripe.sessionOf(id).status).toBe('expired');
  });

  test('that was begun before it closed and opened after is ended, too', async () => {
    const tenantId = newId();
    await shop.close(tenantId);
    const { id } = await shop.buy(tenantId);
    await shop.close(tenantId);
    await eventually(
      async () => expect((await shop.purchase(tenantId, id)).state).toBe('expired'),
      WITHIN,
    );
  });

  test('of the test provider says that it is over, and takes nothing', async () => {
    const play = await openShop({ stripeSecretKey: undefined });
    const tenantId = newId();
    const { id, checkoutUrl } = await play.buy(tenantId);
    const body = { token: checkoutUrl?.split('/').at(-1) };
    await play.close(tenantId);
    await eventually(
      async () => expect((await play.purchase(tenantId, id)).state).toBe('expired'),
      WITHIN,
    );
    const call = ['POST', '/checkouts/payment'] as const;
    const { status, body: page } = await play.call<CheckoutView>(null, call, {
      body,
      role: 'operator',
    });
    expect([status, page.state]).toEqual([200, 'expired']);
    expect(await play.balance(tenantId)).toBe(0);
    await play.stop();
  });

  test('is closed by the gateway alone', async () => {
    const { tenantId, id } = await opened();
    expect((await shop.close(tenantId, { role: 'owner' })).status).toBe(403);
    await sleep(ROUND_MS);
    expect((await shop.purchase(tenantId, id)).state).toBe('pending');
  });
});

describe('what a closed business pays goes back', () => {
  test('when Stripe had it just before the checkout was ended', async () => {
    const { tenantId, id } = await opened();
    shop.stripe.pay(id);
    await shop.close(tenantId);
    await goesBack(tenantId, id);
  });

  test('when it was told of after the end, once, however often', async () => {
    const { tenantId, id } = await opened();
    await shop.close(tenantId);
    await eventually(
      async () => expect((await shop.purchase(tenantId, id)).state).toBe('expired'),
      WITHIN,
    );
    await pay(id);
    await pay(id);
    await shop.close(tenantId);
    await goesBack(tenantId, id);
    await shop.close(tenantId);
    await sleep(ROUND_MS);
    expect(returned(id)).toEqual([PRICE_CENTS]);
  });

  test('when it was paid before we heard that it is closed', async () => {
    const { tenantId, id } = await opened();
    const closedAt = new Date();
    await pay(id);
    expect(await shop.balance(tenantId)).toBe(2_500);
    await shop.close(tenantId, { closedAt });
    await goesBack(tenantId, id);
  });

  test('but for what it was in debt', async () => {
    const { tenantId, id } = await opened();
    await shop.close(tenantId);
    const sql = `SELECT charge_inbound(ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[$2::uuid], ARRAY[500::bigint])`;
    await shop.admin.query(`SELECT lock_accounts(ARRAY[$1::uuid])`, [tenantId]);
    await shop.admin.query(sql, [tenantId, newId()]);
    await pay(id);
    await goesBack(tenantId, id, (PRICE_CENTS * 4) / 5);
  });

  test('once a dispute of it is won', async () => {
    const { tenantId, id } = await opened();
    await shop.close(tenantId);
    const session = shop.stripe.pay(id);
    const dispute = (status: string) =>
      shop.deliver(eventOf('charge.dispute.updated', disputeOf(session, status)));
    await dispute('needs_response');
    await pay(id);
    await sleep(ROUND_MS);
    expect([(await shop.purchase(tenantId, id)).state, returned(id)]).toEqual(['disputed', []]);
    await dispute('won');
    await goesBack(tenantId, id);
  });

  test('and what it paid before stays paid', async () => {
    const { tenantId, id } = await opened();
    await pay(id);
    await shop.close(tenantId);
    await sleep(ROUND_MS);
    expect((await shop.purchase(tenantId, id)).state).toBe('paid');
    expect([await shop.balance(tenantId), returned(id)]).toEqual([2_500, []]);
  });
});
