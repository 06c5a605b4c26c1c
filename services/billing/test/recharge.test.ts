import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type MoneyDecided,
  newId,
  type Page,
  type PurchaseView,
  type RechargeFailed,
  type Role,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { disputeOf, eventOf } from './fake-stripe.js';
import { openShop, type Shop } from './shop.js';
import { Recharging } from './recharging.js';

const WITHIN = { timeoutMs: 15_000, intervalMs: 50 };
/** Longer than the watch over purchases rests. */
const ROUND_MS = 500;

let shop: Shop;
let on: Recharging;
beforeAll(async () => {
  shop = await openShop({ purchasePollSeconds: 0.2 });
  on = new Recharging(shop);
});
afterAll(() => shop.stop());

describe('what a business pays with', () => {
  test('is kept at Stripe when the buyer says so, and only its name with us', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    await shop.deliver(eventOf('checkout.session.completed', shop.stripe.pay(id)));
    await sleep(ROUND_MS);
    expect(shop.stripe.sessionOf(id)).toMatchObject({ setup_future_usage: null, customer: null });
    expect((await on.recharge(tenantId)).paymentMethod).toBeNull();

    const saving = await on.save(tenantId);
    const session = shop.stripe.sessionOf(saving);
    expect(session).toMatchObject({ setup_future_usage: 'off_session' });
    const { rows } = await shop.admin.query(
      `SELECT customer_reference, method_reference FROM payment_method WHERE tenant_id = $1`,
      [tenantId],
    );
    expect(rows).toEqual([
      { customer_reference: session['customer'], method_reference: `pm_pi_${saving}` },
    ]);
    // Who has saved before is the same customer.
    const again = await on.save(tenantId);
    expect(shop.stripe.sessionOf(again)['customer']).toBe(session['customer']);
  });

  test('is another once their customer was deleted at Stripe, and is charged', async () => {
    const tenantId = await on.ready();
    const [{ id: first }] = (await on.purchases(tenantId, false)) as [PurchaseView];
    const { customer } = shop.stripe.sessionOf(first);
    shop.stripe.deleted.add(customer);
    const id = newId();
    const order = { bundle: 2_500, businessName: 'Acme Plumbing', saveForRecharge: true };
    const opened = await shop.order(tenantId, order, { id });
    const again = await shop.order(tenantId, order, { id });
    expect([opened.status, again.body.checkoutUrl]).toEqual([201, opened.body.checkoutUrl]);
    const saved = await on.save(tenantId);
    expect(shop.stripe.sessionOf(saved)['customer']).not.toBe(customer);
    await shop.use(tenantId, 4_500);
    const [paid] = await on.paid(tenantId, 1);
    const [intent] = shop.stripe.charges.of(paid!.id);
    expect(intent?.customer).toBe(shop.stripe.sessionOf(saved)['customer']);
  });

  test('is charged by a checkout, whose own payment tells nothing by itself', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    const { payment_intent, metadata } = shop.stripe.pay(id);
    const intent = { id: payment_intent, status: 'succeeded', metadata, currency: 'usd' };
    const told = await shop.deliver(eventOf('payment_intent.succeeded', intent));
    expect([told.body, await shop.purchase(tenantId, id)]).toMatchObject([
      { outcome: 'ignored' },
      { state: 'pending' },
    ]);
    expect((await shop.purchase(tenantId, id)).flag).toBeUndefined();
  });

  test('is kept though Stripe was away when it was to be read', async () => {
    const tenantId = newId();
    const path = '/v1/payment_intents';
    shop.stripe.faults.push(...Array.from({ length: 3 }, () => ({ path, fault: 'down' as const })));
    await on.save(tenantId);
  });
});

describe('a balance that falls to the threshold', () => {
  test('is recharged once, and the purchase is like any other', async () => {
    const tenantId = await on.ready();
    await shop.use(tenantId, 1_999);
    expect((await on.recharge(tenantId)).state).toBe('ready');
    await shop.use(tenantId, 1);
    const [purchase] = await on.paid(tenantId, 1);
    expect(purchase).toMatchObject({
      state: 'paid',
      bundle: 2_500,
      priceMicros: 37_500_000,
      boughtBy: 'system:auto-recharge',
      receipt: { businessName: 'Acme Plumbing', totalMicros: 37_500_000 },
    });
    expect(await shop.balance(tenantId)).toBe(3_000);
    const [intent] = shop.stripe.charges.of(purchase!.id);
    expect(intent).toMatchObject({ amount: 3_750, off_session: 'true', confirm: 'true' });
    await eventually(() => expect(shop.facts(purchase!.id)).toEqual(['paid']));
    expect(await on.recharge(tenantId)).toMatchObject({
      state: 'ready',
      spentMicros: 37_500_000,
      lastRecharge: { purchaseId: purchase!.id, state: 'paid' },
      nextPossibleAt: null,
    });
    await sleep(ROUND_MS);
    expect(await on.purchases(tenantId)).toHaveLength(1);
  });

  test('by many movements at once is recharged once, and again only after that', async () => {
    const tenantId = await on.ready();
    shop.stripe.charges.fates.push('processing');
    await Promise.all([...Array(12)].map(() => shop.use(tenantId, 200)));
    await sleep(ROUND_MS);
    const [first, ...others] = await on.purchases(tenantId);
    expect([first?.state, others]).toEqual(['pending', []]);
    expect((await on.recharge(tenantId)).state).toBe('in_flight');
    const [intent] = shop.stripe.charges.of(first!.id);
    const event = eventOf('payment_intent.succeeded', shop.stripe.charges.succeed(intent!));
    const answers = await Promise.all([event, event].map((each) => shop.deliver(each)));
    expect(answers.map(({ body }) => body.outcome).toSorted()).toEqual(['applied', 'duplicate']);
    expect(await shop.balance(tenantId)).toBe(2_600);
    await Promise.all([...Array(12)].map(() => shop.use(tenantId, 200)));
    await on.paid(tenantId, 2);
    expect(await shop.balance(tenantId)).toBe(2_700);
  });

  test('is recharged as soon as the rule is set, and the debt is repaid first', async () => {
    const tenantId = newId();
    await on.save(tenantId);
    await shop.use(tenantId, 2_400);
    expect((await on.set(tenantId, { threshold: 100 })).body.state).toBe('in_flight');
    await on.paid(tenantId, 1);
    expect(await shop.balance(tenantId)).toBe(2_600);
  });

  test('and whose rule is off, or set off before Stripe was asked, is not', async () => {
    const tenantId = await on.ready();
    await on.set(tenantId, { enabled: false });
    // Changing something else doesn't turn it on.
    expect((await on.set(tenantId, { threshold: 400 })).body.state).toBe('off');
    await shop.use(tenantId, 2_500);
    await sleep(ROUND_MS);
    expect([await on.purchases(tenantId), await on.recharge(tenantId)]).toMatchObject([
      [],
      { state: 'off', enabled: false },
    ]);
    await on.waiting(async () => {
      expect((await on.set(tenantId, { enabled: true })).body.state).toBe('in_flight');
      await on.set(tenantId, { enabled: false });
    });
    await on.ended(tenantId, 'canceled');
    expect(shop.stripe.charges.of((await on.purchases(tenantId))[0]!.id)).toEqual([]);
  });
});

describe('the monthly cap', () => {
  test('holds under many movements at once, and begins anew with the month', async () => {
    const tenantId = await on.ready({ monthlyCapMicros: 112_499_999 });
    for (const times of [1, 2]) {
      await Promise.all([...Array(10)].map(() => shop.use(tenantId, 200)));
      await shop.use(tenantId, 400);
      await on.paid(tenantId, times);
    }
    await shop.use(tenantId, 2_600);
    await sleep(ROUND_MS);
    const { state, spentMicros, nextPossibleAt, month } = await on.recharge(tenantId);
    expect([state, spentMicros]).toEqual(['cap_reached', 75_000_000]);
    expect(await on.purchases(tenantId)).toHaveLength(2);
    const next = new Date(nextPossibleAt ?? 0);
    expect([next.getUTCDate(), next.getUTCHours(), next > new Date()]).toEqual([1, 0, true]);
    expect(month).toBe(new Date().toISOString().slice(0, 7));
    const { rows } = await shop.admin.query(
      `SELECT look_at FROM recharge_rule WHERE tenant_id = $1`,
      [tenantId],
    );
    expect(rows).toEqual([{ look_at: next }]);
    await shop.admin.query(
      `UPDATE purchase SET created_at = created_at - interval '32 days' WHERE tenant_id = $1`,
      [tenantId],
    );
    await shop.admin.query(`UPDATE recharge_rule SET look_at = now() WHERE tenant_id = $1`, [
      tenantId,
    ]);
    await on.paid(tenantId, 3);
  });

  test('counts what is being paid, and the tax of what was', async () => {
    const taxed = await openShop({ purchasePollSeconds: 0.2, stripeAutomaticTax: true });
    try {
      const there = new Recharging(taxed);
      taxed.stripe.charges.taxCents = 300;
      const tenantId = await there.ready({ monthlyCapMicros: 75_000_000 });
      await taxed.use(tenantId, 2_000);
      const [purchase] = await there.paid(tenantId, 1);
      expect(purchase?.receipt).toMatchObject({
        taxLines: [{ amountMicros: 3_000_000 }],
        totalMicros: 40_500_000,
      });
      await taxed.use(tenantId, 2_500);
      await sleep(ROUND_MS);
      expect(await there.recharge(tenantId)).toMatchObject({
        state: 'cap_reached',
        spentMicros: 40_500_000,
      });
    } finally {
      await taxed.stop();
    }
  });
});

describe('a charge that fails', () => {
  test.each(['card_declined', 'authentication_required'] as const)(
    'by %s suspends the rule until a person does something',
    async (reason) => {
      const tenantId = await on.ready();
      shop.stripe.charges.fates.push(reason);
      await shop.use(tenantId, 2_000);
      const failed = await on.ended(tenantId, 'canceled');
      expect(await on.recharge(tenantId)).toMatchObject({
        state: 'suspended',
        suspension: { reason, purchaseId: failed.id },
        spentMicros: 0,
      });
      await eventually(() =>
        expect(on.failures(tenantId)).toEqual([
          {
            accountId: tenantId,
            purchaseId: failed.id,
            reason,
            bundle: 2_500,
            priceMicros: 37_500_000,
          },
        ] satisfies RechargeFailed[]),
      );
      await shop.use(tenantId, 100);
      const [intent] = shop.stripe.charges.of(failed.id);
      const late = await shop.deliver(eventOf('payment_intent.payment_failed', intent!));
      expect(late.body.outcome).toBe('ignored');
      await sleep(ROUND_MS);
      expect(await on.purchases(tenantId)).toHaveLength(1);
      expect((await on.set(tenantId)).body).toMatchObject({ suspension: null });
      await on.paid(tenantId, 1);
      expect(await shop.balance(tenantId)).toBe(2_900);
    },
  );

  test('is lifted by a payment by hand', async () => {
    const tenantId = await on.ready();
    shop.stripe.charges.fates.push('card_declined');
    await shop.use(tenantId, 2_400);
    await on.ended(tenantId, 'canceled');
    const { id } = await shop.buy(tenantId);
    await shop.deliver(eventOf('checkout.session.completed', shop.stripe.pay(id)));
    expect(await on.recharge(tenantId)).toMatchObject({ state: 'ready', suspension: null });
    await shop.use(tenantId, 2_200);
    await on.paid(tenantId, 1);
  });

  test('at a card that is gone suspends it, too', async () => {
    const tenantId = await on.ready();
    shop.stripe.faults.push({ path: '/v1/payment_intents', fault: 'refused' });
    await shop.use(tenantId, 2_000);
    await on.ended(tenantId, 'canceled');
    expect((await on.recharge(tenantId)).suspension?.reason).toBe('payment_method_unusable');
  });

  test('and succeeded after all is credited, once', async () => {
    const tenantId = await on.ready();
    shop.stripe.charges.fates.push('card_declined');
    await shop.use(tenantId, 2_000);
    const { id } = await on.ended(tenantId, 'canceled');
    const [intent] = shop.stripe.charges.of(id);
    const event = eventOf('payment_intent.succeeded', shop.stripe.charges.succeed(intent!));
    expect((await shop.deliver(event)).body.outcome).toBe('applied');
    expect(await on.recharge(tenantId)).toMatchObject({ state: 'ready', suspension: null });
    expect(await shop.balance(tenantId)).toBe(3_000);
  });
});

describe('a charge that was cut short', () => {
  test.each([
    ['before Stripe heard of it', 'down', 0, false],
    ['before we heard of its answer', 'lost', 1, false],
    ['for longer than Stripe keeps its keys', 'lost', 1, true],
  ] as const)('%s is made once', async (_, fault, made, isForgotten) => {
    const tenantId = await on.ready();
    const path = '/v1/payment_intents';
    shop.stripe.faults.push(...Array.from({ length: 3 }, () => ({ path, fault })));
    await shop.use(tenantId, 2_000);
    await eventually(() => expect(shop.stripe.faults).toEqual([]), WITHIN);
    const [{ id }] = (await on.purchases(tenantId)) as [PurchaseView];
    expect(shop.stripe.charges.of(id)).toHaveLength(made);
    if (isForgotten) shop.stripe.forgetKeys();
    await shop.admin.query(`UPDATE purchase SET poll_at = now() WHERE id = $1`, [id]);
    await on.paid(tenantId, 1);
    expect([shop.stripe.charges.of(id).length, await shop.balance(tenantId)]).toEqual([1, 3_000]);
  });

  test('by a death after the money went is credited once', async () => {
    const tenantId = await on.ready();
    await shop.admin.query(
      `CREATE FUNCTION billing.die() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'died' USING ERRCODE = '57P01'; END $$;
       CREATE TRIGGER die BEFORE UPDATE ON billing.purchase FOR EACH ROW
         WHEN (NEW.is_automatic AND NEW.state = 'paid') EXECUTE FUNCTION billing.die()`,
    );
    await shop.use(tenantId, 2_000);
    const [{ id }] = (await on.purchases(tenantId)) as [PurchaseView];
    await eventually(() => expect(shop.stripe.charges.of(id)).toHaveLength(1), WITHIN);
    await sleep(500);
    expect((await shop.purchase(tenantId, id)).state).toBe('pending');
    shop.stripe.forgetKeys();
    await shop.admin.query('DROP FUNCTION billing.die CASCADE');
    await shop.admin.query(`UPDATE purchase SET poll_at = now() WHERE id = $1`, [id]);
    await on.paid(tenantId, 1);
    expect([shop.stripe.charges.of(id).length, await shop.balance(tenantId)]).toEqual([1, 3_000]);
  });

  test('and whose customer is deleted meanwhile comes to its end', async () => {
    const tenantId = await on.ready();
    const [{ id: first }] = (await on.purchases(tenantId, false)) as [PurchaseView];
    const path = '/v1/payment_intents';
    shop.stripe.faults.push(...Array.from({ length: 3 }, () => ({ path, fault: 'down' as const })));
    await shop.use(tenantId, 2_000);
    await eventually(() => expect(shop.stripe.faults).toEqual([]), WITHIN);
    shop.stripe.deleted.add(shop.stripe.sessionOf(first)['customer']);
    await shop.admin.query(`UPDATE purchase SET poll_at = now() WHERE tenant_id = $1`, [tenantId]);
    await on.ended(tenantId, 'canceled');
    expect((await on.recharge(tenantId)).suspension?.reason).toBe('payment_method_unusable');
    await on.save(tenantId);
    await shop.use(tenantId, 2_500);
    await on.paid(tenantId, 1);
  });

  test('for a day, at a provider that is away, is given up and says so', async () => {
    const tenantId = await on.ready();
    await on.waiting(() => shop.use(tenantId, 2_000), `interval '25 hours'`);
    const { id } = await on.ended(tenantId, 'expired');
    expect(shop.stripe.charges.of(id)).toEqual([]);
    expect((await on.recharge(tenantId)).suspension?.reason).toBe('payment_unavailable');
  });
});

describe('a charge that Stripe never decides', () => {
  afterEach(() => void (shop.stripe.charges.whenCanceled = 'canceled'));

  /** It is under way for longer than it may be. */
  async function overdue(): Promise<{ tenantId: string; id: string }> {
    const tenantId = await on.ready();
    shop.stripe.charges.fates.push('processing');
    await shop.use(tenantId, 2_000);
    const { id } = await eventually(async () => {
      const [purchase] = await on.purchases(tenantId);
      expect(shop.stripe.charges.of(purchase?.id ?? '')).toHaveLength(1);
      return purchase!;
    }, WITHIN);
    await shop.admin.query(
      `UPDATE purchase SET created_at = created_at - interval '25 hours', poll_at = now() WHERE id = $1`,
      [id],
    );
    return { tenantId, id };
  }

  test('is canceled there once its time is over, and another can be made', async () => {
    const { tenantId, id } = await overdue();
    await on.ended(tenantId, 'canceled');
    expect(shop.stripe.charges.of(id)).toMatchObject([{ status: 'canceled' }]);
    expect(await on.recharge(tenantId)).toMatchObject({
      state: 'suspended',
      suspension: { reason: 'payment_unavailable', purchaseId: id },
    });
    await on.set(tenantId);
    const [paid] = await on.paid(tenantId, 1);
    expect([paid?.id === id, await shop.balance(tenantId)]).toEqual([false, 3_000]);
  });

  test('and succeeds when it was to be canceled is credited, once', async () => {
    shop.stripe.charges.whenCanceled = 'succeeded';
    const { tenantId, id } = await overdue();
    await on.paid(tenantId, 1);
    const [intent] = shop.stripe.charges.of(id);
    await shop.deliver(eventOf('payment_intent.succeeded', intent!));
    expect(await shop.balance(tenantId)).toBe(3_000);
    expect(await on.recharge(tenantId)).toMatchObject({ state: 'ready', suspension: null });
  });

  test('and can not be canceled stays what it is, and no other is made', async () => {
    shop.stripe.charges.whenCanceled = 'processing';
    const { tenantId, id } = await overdue();
    const [intent] = shop.stripe.charges.of(id);
    const cancel = expect.objectContaining({ path: `/v1/payment_intents/${intent!.id}/cancel` });
    await eventually(() => expect(shop.stripe.asked).toContainEqual(cancel), WITHIN);
    await shop.use(tenantId, 100);
    await sleep(ROUND_MS);
    expect(await on.purchases(tenantId)).toMatchObject([{ id, state: 'pending' }]);
    expect((await on.recharge(tenantId)).state).toBe('in_flight');
  });
});

describe('nothing is bought by itself', () => {
  let careful: Promise<string> | undefined;

  test('while a payment is disputed; it is as soon as that is won', async () => {
    const tenantId = await on.ready();
    const [{ id }] = (await on.purchases(tenantId, false)) as [PurchaseView];
    const session = shop.stripe.sessionOf(id);
    const dispute = (status: string) =>
      shop.deliver(eventOf('charge.dispute.updated', disputeOf(session, status)));
    await dispute('needs_response');
    expect([await shop.balance(tenantId), (await on.recharge(tenantId)).state]).toEqual([
      0,
      'paused',
    ]);
    await shop.call(tenantId, ['POST', '/adjustments'], {
      body: { segments: 100, reason: 'patience' },
      role: 'operator',
    });
    await sleep(ROUND_MS);
    expect(await on.purchases(tenantId)).toEqual([]);
    await dispute('won');
    expect((await on.recharge(tenantId)).state).toBe('ready');
    await shop.use(tenantId, 2_400);
    await on.paid(tenantId, 1);
  });

  test('while an operator has paused it, also what was decided just before', async () => {
    const tenantId = await on.ready();
    const pause = (paymentPaused: boolean) =>
      shop.call(tenantId, ['PUT', '/purchase-policy'], {
        body: { paymentPaused },
        role: 'operator',
      });
    await on.waiting(async () => {
      await shop.use(tenantId, 2_000);
      await pause(true);
    });
    const { id } = await on.ended(tenantId, 'canceled');
    expect(shop.stripe.charges.of(id)).toEqual([]);
    expect((await on.recharge(tenantId)).state).toBe('paused');
    await pause(false);
    await on.paid(tenantId, 1);
  });

  test('once the business is closed, whatever falls or begins, and whatever was decided just before', async () => {
    const tenantId = await on.ready();
    const switchOff = (role: Role) => shop.close(tenantId, { role });
    await on.waiting(async () => {
      await shop.use(tenantId, 2_000);
      expect((await switchOff('owner')).status).toBe(403);
      expect((await switchOff('operator')).status).toBe(204);
    });
    const { id } = await on.ended(tenantId, 'canceled');
    expect(shop.stripe.charges.of(id)).toEqual([]);
    await shop.use(tenantId, 1_000);
    await shop.admin.query(`UPDATE recharge_rule SET look_at = now() WHERE tenant_id = $1`, [
      tenantId,
    ]);
    await sleep(ROUND_MS);
    expect(await on.purchases(tenantId)).toHaveLength(1);
    expect(await on.recharge(tenantId)).toMatchObject({ enabled: false, state: 'off' });
  });

  test('at a closed business that had no rule, and is told once where it had one', async () => {
    const decisions = await shop.listen('billing.decision');
    const [without, tenantId] = [newId(), await on.ready()];
    for (const id of [without, tenantId, tenantId]) {
      expect((await shop.close(id)).status).toBe(204);
    }
    await shop.use(tenantId, 1);
    await eventually(() => {
      const told = decisions
        .filter((fact) => [without, tenantId].includes(fact.tenantId ?? ''))
        .map(({ payload }) => payload as MoneyDecided);
      expect(told).toMatchObject([
        { decision: 'recharge_set', isEnabled: true, by: 'user:u1' },
        { decision: 'recharge_set', isEnabled: false, thresholds: [500], bundle: 2_500 },
        { decision: 'balance_adjusted' },
      ]);
    });
  });

  test('after a refund, also what was decided just before', async () => {
    const tenantId = await on.ready();
    const [{ id: refunded }] = (await on.purchases(tenantId, false)) as [PurchaseView];
    await on.waiting(async () => {
      await shop.use(tenantId, 2_000);
      await shop.refund(tenantId, refunded);
    });
    const { id } = await on.ended(tenantId, 'canceled');
    expect(shop.stripe.charges.of(id)).toEqual([]);
    expect((await on.recharge(tenantId)).suspension).toMatchObject({ reason: 'refunded' });
  });

  test('after a refund that was told of before its payment', async () => {
    const tenantId = await on.ready();
    await on.waiting(async () => {
      await shop.use(tenantId, 2_000);
      const [{ id }] = (await on.purchases(tenantId)) as [PurchaseView];
      await shop.admin.query(
        `INSERT INTO outside_refund (tenant_id, purchase_id, reference, amount_micros, has_failed)
         VALUES ($1, $2, 're_early', 1000000000, false)`,
        [tenantId, id],
      );
    });
    await eventually(async () =>
      expect(await on.purchases(tenantId)).toMatchObject([{ state: 'refunded' }]),
    );
    await sleep(ROUND_MS);
    expect(await on.purchases(tenantId)).toHaveLength(1);
    expect((await on.recharge(tenantId)).suspension).toMatchObject({ reason: 'refunded' });
    expect(await shop.balance(tenantId)).toBe(500);
  });

  test('after a refund, until somebody sets the rule again', async () => {
    const tenantId = await on.ready();
    const [{ id }] = (await on.purchases(tenantId, false)) as [PurchaseView];
    expect((await shop.refund(tenantId, id)).body.state).toBe('refunded');
    await sleep(ROUND_MS);
    expect(await on.purchases(tenantId)).toEqual([]);
    expect(await on.recharge(tenantId)).toMatchObject({
      state: 'suspended',
      suspension: { reason: 'refunded', purchaseId: id },
    });
    await on.set(tenantId);
    await on.paid(tenantId, 1);
  });

  test('by those who may not buy, or without anything to pay with', async () => {
    const tenantId = newId();
    const asOwner = await on.set(tenantId);
    expect([asOwner.status, asOwner.body.code]).toEqual([409, 'payment_method_required']);
    const asAgent = await on.set(tenantId, {}, 'agent');
    expect([asAgent.status, asAgent.body.code]).toEqual([403, 'may_not_buy']);
    expect(await on.recharge(tenantId)).toEqual({
      enabled: false,
      threshold: null,
      bundle: null,
      monthlyCapMicros: null,
      state: 'off',
      suspension: null,
      paymentMethod: null,
      month: new Date().toISOString().slice(0, 7),
      spentMicros: 0,
      lastRecharge: null,
      nextPossibleAt: null,
    });
  });

  test.each([
    ['an unknown bundle', { bundle: 2_501 }, 422, 'invalid_bundle'],
    ['a bundle of null', { bundle: null }, 422, 'invalid_bundle'],
    ['a threshold of zero', { threshold: 0 }, 400, 'invalid_request'],
    ['a negative threshold', { threshold: -1 }, 400, 'invalid_request'],
    ['half a threshold', { threshold: 0.5 }, 400, 'invalid_request'],
    ['an enormous threshold', { threshold: 1e300 }, 400, 'invalid_request'],
    ['a threshold of null', { threshold: null }, 400, 'invalid_request'],
    ['the bundle as threshold', { threshold: 2_500 }, 422, 'threshold_above_bundle'],
    ['no cap', { monthlyCapMicros: undefined }, 400, 'invalid_request'],
    ['a cap of zero', { monthlyCapMicros: 0 }, 400, 'invalid_request'],
    ['a fraction as cap', { monthlyCapMicros: 37_500_000.5 }, 400, 'invalid_request'],
    ['an enormous cap', { monthlyCapMicros: 100_000_000_001 }, 400, 'invalid_request'],
    ['a cap below the price', { monthlyCapMicros: 37_499_999 }, 422, 'cap_below_price'],
    ['a word for enabled', { enabled: 'yes' }, 400, 'invalid_request'],
  ])('by %s', async (_, wrong, status, code) => {
    const tenantId = await (careful ??= on.ready());
    const before = await on.recharge(tenantId);
    const answer = await on.set(tenantId, wrong);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await on.recharge(tenantId)).toEqual(before);
  });
});

test('where no Stripe key is set, a test card is saved and charged, up to 500 dollars', async () => {
  const test = await openShop({ stripeSecretKey: undefined, purchasePollSeconds: 0.2 });
  try {
    const there = new Recharging(test);
    const tenantId = await there.ready();
    await test.use(tenantId, 2_000);
    const [purchase] = await there.paid(tenantId, 1);
    const charges = () =>
      test.admin.query(`SELECT state FROM test_checkout WHERE purchase_id = $1`, [purchase!.id]);
    expect((await charges()).rows).toEqual([{ state: 'paid' }]);
    await there.set(tenantId, { bundle: 100_000, monthlyCapMicros: 2_000_000_000 });
    await test.use(tenantId, 2_500);
    await there.ended(tenantId, 'canceled');
    expect((await there.recharge(tenantId)).suspension?.reason).toBe('card_declined');
    const list = await test.call<Page<PurchaseView>>(newId(), ['GET', '/purchases']);
    expect([list.body.items, await test.catalogProblems()]).toEqual([[], []]);
  } finally {
    await test.stop();
  }
});

test('where nothing can be bought, nothing is bought by itself', async () => {
  const closed = await openShop({ stripeSecretKey: undefined, playMoney: false });
  const answer = await new Recharging(closed).set(newId());
  expect([answer.status, answer.body.code]).toEqual([503, 'payments_not_configured']);
  await closed.stop();
});
