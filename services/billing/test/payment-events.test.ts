import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { newId, type PurchaseView } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { Logger } from '@nestjs/common';
import { disputeOf, eventOf, signed, signedText, WEBHOOK_SECRET } from './fake-stripe.js';
import { openShop, type Shop } from './shop.js';

const DAY_SECONDS = 24 * 60 * 60;
const AT_ONCE = 100;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

async function bought(): Promise<{ tenantId: string; id: string }> {
  const tenantId = newId();
  return { tenantId, id: (await shop.buy(tenantId)).id };
}

const completed = (id: string, changed: object = {}) =>
  eventOf('checkout.session.completed', { ...shop.stripe.pay(id), ...changed });

/** Nothing of a purchase has moved: no segments, no state, no event kept. */
async function expectUntouched(tenantId: string, id: string): Promise<void> {
  const purchase = await shop.purchase(tenantId, id);
  expect([purchase.state, await shop.balance(tenantId)]).toEqual(['pending', 0]);
  const tables = ['payment_event', 'entry', 'outbox'];
  for (const table of tables) {
    const { rows } = await shop.admin.query(`SELECT FROM ${table} WHERE tenant_id = $1`, [
      tenantId,
    ]);
    expect([table, rows]).toEqual([table, []]);
  }
}

describe('an event that is not believed changes nothing:', () => {
  const post = (body: object) =>
    shop.call(null, ['POST', '/payment-events'], { body, role: 'operator' });

  test.each<[string, string, (body: { payload: string; signature: string }) => object]>([
    ['forged', 'invalid_signature', ({ payload }) => ({ payload, signature: 't=1,v1=00' })],
    ['without a signature', 'invalid_signature', ({ payload }) => ({ payload, signature: '' })],
    [
      'of another scheme',
      'invalid_signature',
      ({ payload, signature }) => ({ payload, signature: signature.replace('v1=', 'v0=') }),
    ],
    [
      'changed by one byte',
      'invalid_signature',
      ({ payload, signature }) => ({ payload: payload.replace('3750', '3751'), signature }),
    ],
    [
      'with its time moved',
      'invalid_signature',
      ({ payload, signature }) => ({
        payload,
        signature: signature.replace(/t=\d+/, `t=${Math.floor(Date.now() / 1_000) + 60}`),
      }),
    ],
  ])('%s', async (_, code, spoil) => {
    const { tenantId, id } = await bought();
    const answer = await post(spoil(signed(completed(id))));
    expect([answer.status, answer.body.code]).toEqual([403, code]);
    await expectUntouched(tenantId, id);
  });

  test('signed by another account', async () => {
    const { tenantId, id } = await bought();
    const answer = await shop.deliver(completed(id), { secret: `${WEBHOOK_SECRET}x` });
    expect([answer.status, answer.body.code]).toEqual([403, 'invalid_signature']);
    await expectUntouched(tenantId, id);
  });

  test('yesterday’s, replayed', async () => {
    const { tenantId, id } = await bought();
    const answer = await shop.deliver(completed(id), { ageSeconds: DAY_SECONDS });
    expect([answer.status, answer.body.code]).toEqual([403, 'signature_expired']);
    await expectUntouched(tenantId, id);
    expect((await shop.deliver(completed(id), { ageSeconds: 290 })).body.outcome).toBe('applied');
  });

  test('of tomorrow, kept for later', async () => {
    const { tenantId, id } = await bought();
    for (const ageSeconds of [-DAY_SECONDS, -330]) {
      const answer = await shop.deliver(completed(id), { ageSeconds });
      expect([answer.status, answer.body.code]).toEqual([403, 'signature_expired']);
    }
    await expectUntouched(tenantId, id);
    expect((await shop.deliver(completed(id), { ageSeconds: -240 })).body.outcome).toBe('applied');
  });

  test.each([
    ['no JSON', 'not an event'],
    ['a number', '7'],
    ['null', 'null'],
    ['a list', '[]'],
    ['nothing', '{}'],
    ['without an object', '{"id":"evt_1","type":"checkout.session.completed","data":{}}'],
    ['without a name', '{"id":7,"type":"checkout.session.completed","data":{"object":{}}}'],
    [
      'of another kind',
      '{"id":"evt_1","object":"v2.core.event","type":"v1.billing.meter.no_meter_found"}',
    ],
  ])('signed, and %s', async (_, payload) => {
    const answer = await post(signedText(payload));
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed_event']);
    expect(JSON.stringify(answer.body)).not.toContain('evt_1');
  });

  test.each<[string, string, object]>([
    ['a session', 'checkout.session.completed', { id: { nested: true } }],
    ['a session', 'checkout.session.completed', { id: null }],
    ['a session', 'checkout.session.expired', { id: 'c\u0000s', status: 'expired' }],
    ['a fraction of a cent', 'checkout.session.completed', { amount_total: 3750.5 }],
    ['less than nothing', 'checkout.session.completed', { amount_total: -3750 }],
    ['more than can be', 'checkout.session.completed', { amount_total: 1e30 }],
    ['words for an amount', 'checkout.session.completed', { amount_total: '1e400' }],
    ['a number for a currency', 'checkout.session.completed', { currency: 5 }],
    ['a number for a payment', 'checkout.session.completed', { payment_intent: 5 }],
  ])('signed, about what cannot be: %s (%s)', async (_, type, changed) => {
    const { tenantId, id } = await bought();
    const answer = await shop.deliver(eventOf(type, { ...shop.stripe.pay(id), ...changed }));
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed_event']);
    await expectUntouched(tenantId, id);
  });

  test.each<[string, object]>([
    ['payment_intent.succeeded', {}],
    ['payment_intent.succeeded', { id: 'pi_1', metadata: null }],
    ['charge.refunded', {}],
    ['refund.updated', { id: 're_1', payment_intent: { id: 7 }, metadata: 'none' }],
    ['charge.dispute.created', { id: 'dp_1', status: 'constructor', payment_intent: 'pi_1' }],
    ['checkout.session.completed', {}],
  ])('signed, a %s that says nothing: %j', async (type, object) => {
    const asked = shop.stripe.asked.length;
    const answer = await shop.deliver(eventOf(type, object as Record<string, unknown>));
    expect([answer.status, answer.body]).toEqual([200, { outcome: 'ignored' }]);
    expect(shop.stripe.asked).toHaveLength(asked);
  });

  test('of a purchase that we do not have, or of an account that is connected to ours', async () => {
    const { tenantId, id } = await bought();
    const lost = newId();
    const unknown = completed(id, { client_reference_id: lost });
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    expect((await shop.deliver(unknown)).body).toEqual({
      outcome: 'ignored',
      code: 'unknown_purchase',
    });
    expect(logged.mock.calls.flat()).toEqual([expect.stringContaining(lost)]);
    logged.mockRestore();
    const connected = { ...completed(id), account: 'acct_1' };
    expect((await shop.deliver(connected)).body).toEqual({ outcome: 'ignored' });
    await expectUntouched(tenantId, id);
  });
});

describe('an event that contradicts its purchase is flagged and credits nothing:', () => {
  test.each<[string, string, object]>([
    ['too little', 'amount_mismatch', { amount_total: 3_749 }],
    ['too much', 'amount_mismatch', { amount_total: 3_751 }],
    ['tax instead of a price', 'amount_mismatch', { total_details: { amount_tax: 3_750 } }],
    [
      'a negative tax',
      'amount_mismatch',
      { amount_total: 3_000, total_details: { amount_tax: -750 } },
    ],
    ['another currency', 'currency_mismatch', { currency: 'cad' }],
    ['another business', 'payment_mismatch', { metadata: { fieldline_tenant: newId() } }],
    ['no business', 'payment_mismatch', { metadata: {} }],
    ['another session', 'payment_mismatch', { id: 'cs_test_other' }],
  ])('%s', async (_, code, changed) => {
    const { tenantId, id } = await bought();
    const answer = await shop.deliver(completed(id, changed));
    expect([answer.status, answer.body]).toEqual([200, { outcome: 'flagged', code }]);
    expect(await shop.purchase(tenantId, id)).toMatchObject({ state: 'pending', flag: code });
    expect(await shop.balance(tenantId)).toBe(0);
  });

  test('one that was meant for another does not keep us from asking about the payment', async () => {
    const { tenantId, id } = await bought();
    await shop.deliver(completed(id, { id: 'cs_test_other' }));
    const sql = 'SELECT flag FROM purchase WHERE tenant_id = $1 AND poll_at IS NOT NULL';
    const { rows } = await shop.admin.query(sql, [tenantId]);
    expect(rows).toEqual([{ flag: 'payment_mismatch' }]);
    expect((await shop.deliver(completed(id))).body).toEqual({ outcome: 'applied' });
  });

  test('a part of the money, returned at Stripe', async () => {
    const { tenantId, id } = await bought();
    await shop.deliver(completed(id));
    const news = eventOf('charge.refunded', shop.stripe.refundByHand(id, 500));
    expect((await shop.deliver(news)).body).toEqual({ outcome: 'flagged', code: 'partial_refund' });
    expect(await shop.purchase(tenantId, id)).toMatchObject({
      state: 'paid',
      flag: 'partial_refund',
    });
    expect(await shop.balance(tenantId)).toBe(2_500);
    const rest = eventOf('charge.refunded', shop.stripe.refundByHand(id, 3_250));
    expect((await shop.deliver(rest)).body).toEqual({ outcome: 'applied' });
    expect((await shop.purchase(tenantId, id)).state).toBe('refunded');
    expect(await shop.balance(tenantId)).toBe(0);
  });

  test('a part of the money, returned before we hear of the payment', async () => {
    const { tenantId, id } = await bought();
    const session = shop.stripe.pay(id);
    const news = eventOf('charge.refunded', shop.stripe.refundByHand(id, 500));
    expect((await shop.deliver(news)).body).toEqual({ outcome: 'applied' });
    const payment = eventOf('checkout.session.completed', session);
    expect((await shop.deliver(payment)).body).toEqual({
      outcome: 'flagged',
      code: 'partial_refund',
    });
    expect(await shop.balance(tenantId)).toBe(2_500);
  });
});

test(`the same event, ${AT_ONCE} times at once, credits once`, async () => {
  const { tenantId, id } = await bought();
  const event = completed(id);
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => shop.deliver(event)));
  const outcomes = answers.map(({ status, body }) => [status, body.outcome]);
  expect(outcomes.filter(([, outcome]) => outcome === 'applied')).toEqual([[200, 'applied']]);
  expect(outcomes.filter(([, outcome]) => outcome === 'duplicate')).toHaveLength(AT_ONCE - 1);
  expect(await shop.balance(tenantId)).toBe(2_500);
  await eventually(() => expect(shop.facts(id)).toEqual(['paid']));
}, 60_000);

describe('out of order:', () => {
  const outcomeOf = async (event: object) => (await shop.deliver(event)).body.outcome;
  const expired = (id: string) => {
    const session = { ...shop.stripe.sessionOf(id), status: 'expired' };
    return eventOf('checkout.session.expired', session);
  };
  const end = async (tenantId: string, id: string) => {
    const { state } = await shop.purchase(tenantId, id);
    return [state, await shop.balance(tenantId)];
  };

  test('an end after the payment is old', async () => {
    const { tenantId, id } = await bought();
    await shop.deliver(completed(id));
    expect(await outcomeOf(expired(id))).toBe('ignored');
    expect(await end(tenantId, id)).toEqual(['paid', 2_500]);
  });

  test('a payment after the end is credited', async () => {
    const { tenantId, id } = await bought();
    expect(await outcomeOf(expired(id))).toBe('applied');
    expect(await end(tenantId, id)).toEqual(['expired', 0]);
    expect(await outcomeOf(completed(id))).toBe('applied');
    expect(await end(tenantId, id)).toEqual(['paid', 2_500]);
  });

  test('a refund before the payment leaves nothing, and all is told', async () => {
    const { tenantId, id } = await bought();
    const session = shop.stripe.pay(id);
    const refund = eventOf('charge.refunded', shop.stripe.refundByHand(id, 3_750));
    expect(await outcomeOf(refund)).toBe('applied');
    expect(await end(tenantId, id)).toEqual(['pending', 0]);
    expect(await outcomeOf(eventOf('checkout.session.completed', session))).toBe('applied');
    expect(await end(tenantId, id)).toEqual(['refunded', 0]);
    await eventually(() => expect(shop.facts(id)).toEqual(['paid', 'refunded']));
  });

  test('a dispute before the payment is found by asking Stripe whose payment it is', async () => {
    const { tenantId, id } = await bought();
    const session = shop.stripe.pay(id);
    const dispute = eventOf('charge.dispute.created', disputeOf(session, 'needs_response'));
    expect(await outcomeOf(dispute)).toBe('applied');
    expect(await outcomeOf(eventOf('checkout.session.completed', session))).toBe('applied');
    expect(await end(tenantId, id)).toEqual(['disputed', 0]);
  });

  test('a payment that is under way waits, and one that failed ends the purchase', async () => {
    const { tenantId, id } = await bought();
    expect(await outcomeOf(completed(id, { payment_status: 'unpaid' }))).toBe('ignored');
    expect(await end(tenantId, id)).toEqual(['pending', 0]);
    const failed = eventOf('checkout.session.async_payment_failed', shop.stripe.sessionOf(id));
    expect(await outcomeOf(failed)).toBe('applied');
    expect(await end(tenantId, id)).toEqual(['canceled', 0]);
  });
});

describe('died in the middle, it is as if it had not come, and comes again:', () => {
  /** Every row that a payment writes, in the order in which it is written. */
  const STEPS = {
    'the segments are credited': ['entry', 'INSERT', 'true'],
    'the balance is changed': ['account', 'UPDATE', 'true'],
    'the purchase is paid': ['purchase', 'UPDATE', 'true'],
    'it is told': ['outbox', 'INSERT', `NEW.type = 'billing.purchase.paid.v1'`],
    'the balance is told': ['outbox', 'INSERT', `NEW.type = 'billing.balance.changed.v1'`],
    'the event is kept': ['payment_event', 'INSERT', 'true'],
  } as const;

  test.each(Object.entries(STEPS))('when %s', async (_, [table, event, when]) => {
    const { tenantId, id } = await bought();
    const payment = completed(id);
    await shop.admin.query(
      `CREATE FUNCTION billing.die() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'died' USING ERRCODE = '57P01'; END $$;
       CREATE TRIGGER die AFTER ${event} ON billing.${table} FOR EACH ROW
         WHEN (NEW.tenant_id = '${tenantId}' AND ${when}) EXECUTE FUNCTION billing.die()`,
    );
    try {
      expect((await shop.deliver(payment)).status).toBeGreaterThanOrEqual(500);
    } finally {
      await shop.admin.query('DROP FUNCTION billing.die CASCADE');
    }
    await expectUntouched(tenantId, id);
    expect((await shop.deliver(payment)).body).toEqual({ outcome: 'applied' });
    expect((await shop.deliver(payment)).body).toEqual({ outcome: 'duplicate' });
    expect(await shop.balance(tenantId)).toBe(2_500);
    const purchase: PurchaseView = await shop.purchase(tenantId, id);
    expect(purchase.receipt?.number).toMatch(/-000001$/);
  });
});

test('what is kept of an event names no card and no person', async () => {
  const { tenantId, id } = await bought();
  const customer_details = { email: 'dana@example.com', name: 'Dana', phone: '+13125550188' };
  await shop.deliver(
    completed(id, { customer_details, payment_method: { card: { last4: '4242' } } }),
  );
  const kept: string[] = [];
  for (const table of ['payment_event', 'purchase', 'entry']) {
    const { rows } = await shop.admin.query(`SELECT * FROM ${table} WHERE tenant_id = $1`, [
      tenantId,
    ]);
    expect(rows.length).toBeGreaterThan(0);
    kept.push(JSON.stringify(rows));
  }
  expect(kept.join('')).not.toMatch(/dana|4242|5550188/i);
});
