import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type FlaggedPurchaseView, newId, type Page } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { Logger } from '@nestjs/common';
import { disputeOf, eventOf } from './fake-stripe.js';
import { Recharging } from './recharging.js';
import { openShop, type Shop } from './shop.js';

const WITHIN = { timeoutMs: 30_000, intervalMs: 100 };
const LITTLE = { amount_total: 3_000 };
const CANADIAN = { currency: 'cad' };

let shop: Shop;
beforeAll(async () => {
  jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  shop = await openShop();
});
afterAll(async () => {
  await shop.stop();
  jest.restoreAllMocks();
});

const completed = (id: string) => eventOf('checkout.session.completed', shop.stripe.sessionOf(id));
const told = async (event: object) => (await shop.deliver(event)).body;

/** A purchase whose payment isn't its price. */
async function wronglyPaid(changed: object = LITTLE): Promise<{ tenantId: string; id: string }> {
  const tenantId = newId();
  const { id } = await shop.buy(tenantId);
  Object.assign(shop.stripe.pay(id), changed);
  expect((await told(completed(id))).outcome).toBe('flagged');
  return { tenantId, id };
}

const flagged = async (tenantId: string | null, query = '') =>
  (
    await shop.call<Page<FlaggedPurchaseView>>(tenantId, ['GET', `/flagged-purchases${query}`], {
      role: 'operator',
    })
  ).body;

const returnedCents = (id: string) =>
  shop.stripe.refunds
    .filter((each) => each['payment_intent'] === `pi_${id}` && each['status'] === 'succeeded')
    .reduce((cents, { amount }) => cents + Number(amount), 0);

describe('what was paid wrongly', () => {
  test.each<[string, object, number, string]>([
    ['amount_mismatch', LITTLE, 3_000, 'USD'],
    ['amount_mismatch', { amount_total: 4_000 }, 4_000, 'USD'],
    ['currency_mismatch', CANADIAN, 3_750, 'CAD'],
  ])('(%s, %j) is returned whole by an operator, and then is flagged no more', async (...given) => {
    const [flag, changed, cents, currency] = given;
    const { tenantId, id } = await wronglyPaid(changed);
    const amountMicros = cents * 10_000;
    expect(await shop.purchase(tenantId, id)).toMatchObject({
      state: 'pending',
      flag,
      wrongPayment: { amountMicros, currency },
    });
    const { status, body } = await shop.refund(tenantId, id);
    expect([status, body.state, body.flag]).toEqual([201, 'canceled', undefined]);
    expect(body.refund).toMatchObject({ state: 'done', segments: 0, amountMicros });
    expect([returnedCents(id), await shop.balance(tenantId)]).toEqual([cents, 0]);
    expect(await flagged(tenantId)).toEqual({ items: [], nextCursor: null });
  });

  test('goes back once, however often and by whatever key', async () => {
    const { tenantId, id } = await wronglyPaid();
    const key = newId();
    const answers = await Promise.all(
      [key, key, newId(), newId()].map((each) => shop.refund(tenantId, id, { id: each })),
    );
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { body } of refused) expect(body.code).toBe('already_refunded');
    expect(returnedCents(id)).toBe(3_000);
  });

  test('is for operators', async () => {
    const { tenantId, id } = await wronglyPaid();
    const answer = await shop.refund(tenantId, id, { role: 'owner' });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(returnedCents(id)).toBe(0);
  });

  test('is not credited by whatever is told of that payment later', async () => {
    const { tenantId, id } = await wronglyPaid();
    await shop.refund(tenantId, id);
    Object.assign(shop.stripe.sessionOf(id), { amount_total: 3_750 });
    expect(await told(completed(id))).toEqual({ outcome: 'ignored' });
    expect(await shop.purchase(tenantId, id)).toMatchObject({ state: 'canceled' });
    expect(await shop.balance(tenantId)).toBe(0);
  });

  test('is flagged until Stripe has returned it, and again when the bank sends it back', async () => {
    const { tenantId, id } = await wronglyPaid();
    const down = { path: '/v1/refunds', fault: 'down' } as const;
    shop.stripe.faults.push(down, down, down);
    const { body } = await shop.refund(tenantId, id);
    expect([body.refund?.state, body.flag]).toEqual(['requested', 'amount_mismatch']);
    await shop.admin.query(`UPDATE refund SET try_at = now() WHERE purchase_id = $1`, [id]);
    await eventually(async () => {
      expect((await shop.purchase(tenantId, id)).flag).toBeUndefined();
    }, WITHIN);
    expect((await told(eventOf('refund.failed', shop.stripe.failRefund(id)))).outcome).toBe(
      'applied',
    );
    const again = await shop.purchase(tenantId, id);
    expect([again.refund?.state, again.flag]).toEqual(['failed', 'amount_mismatch']);
    expect((await shop.refund(tenantId, id)).body.flag).toBeUndefined();
    expect(returnedCents(id)).toBe(3_000);
  });

  test('and refused by Stripe stays flagged', async () => {
    const { tenantId, id } = await wronglyPaid();
    shop.stripe.faults.push({ path: '/v1/refunds', fault: 'refused' });
    const { body } = await shop.refund(tenantId, id);
    expect([body.refund?.state, body.flag]).toEqual(['failed', 'amount_mismatch']);
  });

  test('may go back at Stripe, in parts, before or after it is told of', async () => {
    const { tenantId, id } = await wronglyPaid();
    await told(eventOf('charge.refunded', shop.stripe.refundByHand(id, 1_000)));
    expect((await shop.purchase(tenantId, id)).flag).toBe('amount_mismatch');
    expect((await shop.refund(tenantId, id)).body.refund?.amountMicros).toBe(20_000_000);
    expect((await shop.purchase(tenantId, id)).flag).toBeUndefined();

    const early = newId();
    const { id: other } = await shop.buy(early);
    Object.assign(shop.stripe.pay(other), LITTLE);
    await told(eventOf('charge.refunded', shop.stripe.refundByHand(other, 3_000)));
    await told(completed(other));
    const purchase = await shop.purchase(early, other);
    expect([purchase.state, purchase.flag]).toEqual(['canceled', undefined]);
    const nothing = await shop.refund(early, other);
    expect([nothing.status, nothing.body.code]).toEqual([422, 'nothing_to_refund']);
  });

  test('and disputed is the bank’s', async () => {
    const { tenantId, id } = await wronglyPaid();
    await told(
      eventOf('charge.dispute.created', disputeOf(shop.stripe.sessionOf(id), 'needs_response')),
    );
    const answer = await shop.refund(tenantId, id);
    expect([answer.status, answer.body.code]).toEqual([409, 'purchase_disputed']);
  });

  test('by itself leaves room for the next, once somebody sets the rule again', async () => {
    const recharging = new Recharging(shop);
    const tenantId = await recharging.ready();
    shop.stripe.charges.receives = 3_000;
    await shop.use(tenantId, 2_100);
    const wrong = await eventually(async () => {
      const [purchase] = await recharging.purchases(tenantId);
      expect(purchase?.flag).toBe('amount_mismatch');
      return purchase!;
    }, WITHIN);
    shop.stripe.charges.receives = undefined;
    const { body } = await shop.refund(tenantId, wrong.id);
    expect([body.state, body.refund?.state, body.flag]).toEqual(['canceled', 'done', undefined]);
    expect((await recharging.recharge(tenantId)).suspension?.reason).toBe('refunded');
    await recharging.set(tenantId);
    await recharging.paid(tenantId, 1);
    expect(await shop.balance(tenantId)).toBe(2_900);
  });
});

test('a part that went back at Stripe is flagged until the rest follows', async () => {
  const tenantId = newId();
  const { id } = await shop.buy(tenantId);
  shop.stripe.pay(id);
  await told(completed(id));
  await told(eventOf('charge.refunded', shop.stripe.refundByHand(id, 500)));
  expect((await flagged(tenantId)).items.map((each) => [each.id, each.flag])).toEqual([
    [id, 'partial_refund'],
  ]);
  expect((await shop.refund(tenantId, id)).body.flag).toBeUndefined();
  expect((await flagged(tenantId)).items).toEqual([]);
});

describe('flagged purchases', () => {
  test('are listed page by page, newest first, of all businesses or of one', async () => {
    const made = [await wronglyPaid(), await wronglyPaid(CANADIAN), await wronglyPaid()];
    const own = await flagged(made[1]!.tenantId);
    expect(own.items).toEqual([
      expect.objectContaining({
        id: made[1]!.id,
        tenantId: made[1]!.tenantId,
        businessName: 'Acme Plumbing',
        flag: 'currency_mismatch',
      }),
    ]);
    const seen: string[] = [];
    for (let more: string | null = ''; more !== null;) {
      const page: Page<FlaggedPurchaseView> = await flagged(null, `?limit=1${more}`);
      expect(page.items.length).toBeLessThanOrEqual(1);
      seen.push(...page.items.map(({ id }) => id));
      more = page.nextCursor && `&cursor=${page.nextCursor}`;
    }
    expect(seen.slice(0, 3)).toEqual(made.map(({ id }) => id).toReversed());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('are for operators', async () => {
    const { tenantId } = await wronglyPaid();
    const answer = await shop.call(tenantId, ['GET', '/flagged-purchases'], { role: 'owner' });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });
});
