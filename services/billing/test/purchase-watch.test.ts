import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventOf } from './fake-stripe.js';
import { openShop, type Shop } from './shop.js';

const WITHIN = { timeoutMs: 15_000, intervalMs: 100 };
const CREDITED = { timeoutMs: 20_000, intervalMs: 100 };

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ purchasePollSeconds: 0.2 });
});
afterAll(() => shop.stop());

const ofPurchase = async (id: string, sql: string) =>
  (await shop.admin.query(`UPDATE purchase SET ${sql} WHERE id = $1`, [id])).rowCount;
const state = async (tenantId: string, id: string) => (await shop.purchase(tenantId, id)).state;

describe('a purchase whose news never came', () => {
  test('is found to be paid by asking, once', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    const session = shop.stripe.pay(id);
    await eventually(async () => expect(await state(tenantId, id)).toBe('paid'), WITHIN);
    const late = eventOf('checkout.session.completed', session);
    expect((await shop.deliver(late)).body).toEqual({ outcome: 'ignored' });
    expect(await shop.balance(tenantId)).toBe(2_500);
    expect(shop.facts(id)).toEqual(['paid']);
  });

  test('is asked about ever more rarely', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    const asked = () =>
      shop.stripe.asked.filter(({ path }) => path.endsWith(shop.stripe.sessionOf(id).id)).length;
    await eventually(() => expect(asked()).toBeGreaterThanOrEqual(2), WITHIN);
    const { rows } = await shop.admin.query<{ seconds: string }>(
      `SELECT extract(epoch FROM poll_at - now()) AS seconds FROM purchase WHERE id = $1`,
      [id],
    );
    expect(Number(rows[0]?.seconds)).toBeGreaterThan(0.3);
    expect(await state(tenantId, id)).toBe('pending');
  });

  test('is asked about again when Stripe does not answer', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    const path = `/v1/checkout/sessions/${shop.stripe.pay(id).id}`;
    shop.stripe.faults.push(...Array.from({ length: 4 }, () => ({ path, fault: 'down' as const })));
    await eventually(async () => expect(await state(tenantId, id)).toBe('paid'), WITHIN);
  });

  test('that contradicts it is flagged, and not asked about again', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    shop.stripe.pay(id)['amount_total'] = 1;
    await eventually(
      async () => expect((await shop.purchase(tenantId, id)).flag).toBe('amount_mismatch'),
      WITHIN,
    );
    const { rows } = await shop.admin.query('SELECT poll_at FROM purchase WHERE id = $1', [id]);
    expect([rows, await shop.balance(tenantId)]).toEqual([[{ poll_at: null }], 0]);
  });
});

describe('a purchase that nobody paid for a day', () => {
  const dayLater = (id: string) =>
    ofPurchase(id, `created_at = created_at - interval '25 hours', poll_at = now()`);

  test('expires, here and at Stripe', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    await dayLater(id);
    await eventually(async () => expect(await state(tenantId, id)).toBe('expired'), WITHIN);
    expect(shop.stripe.sessionOf(id).status).toBe('expired');
    expect(await shop.balance(tenantId)).toBe(0);
  });

  test('but in the last moment is paid', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    await ofPurchase(id, `poll_at = now() + interval '1 hour'`);
    shop.stripe.pay(id);
    await dayLater(id);
    await eventually(async () => expect(await state(tenantId, id)).toBe('paid'), WITHIN);
    expect(await shop.balance(tenantId)).toBe(2_500);
  });

  test('and whose payment is under way waits on', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    await ofPurchase(id, `poll_at = now() + interval '1 hour'`);
    Object.assign(shop.stripe.sessionOf(id), { status: 'complete', payment_status: 'unpaid' });
    await dayLater(id);
    await sleep(2_500);
    expect(await state(tenantId, id)).toBe('pending');
    shop.stripe.pay(id);
    await ofPurchase(id, 'poll_at = now()');
    await eventually(async () => expect(await state(tenantId, id)).toBe('paid'), WITHIN);
  });

  test('at a provider that is no more expires, and that provider’s money stays where it is', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    await ofPurchase(id, `provider = 'test'`);
    await dayLater(id);
    await eventually(async () => expect(await state(tenantId, id)).toBe('expired'), WITHIN);
    expect(shop.stripe.sessionOf(id).status).toBe('open');
    const paid = await shop.buy(tenantId);
    await shop.deliver(eventOf('checkout.session.completed', shop.stripe.pay(paid.id)));
    await ofPurchase(paid.id, `provider = 'test'`);
    const asked = shop.stripe.asked.length;
    expect((await shop.refund(tenantId, paid.id)).body.refund?.state).toBe('requested');
    await shop.admin.query(`UPDATE refund SET try_at = now() WHERE purchase_id = $1`, [paid.id]);
    await sleep(1_500);
    expect((await shop.purchase(tenantId, paid.id)).refund?.state).toBe('requested');
    expect(shop.stripe.asked.slice(asked).filter(({ path }) => path === '/v1/refunds')).toEqual([]);
  });

  test('because it was never opened expires', async () => {
    const [tenantId, id] = [newId(), newId()];
    // Where sessions are made: the watch asks about other tests' sessions meanwhile.
    const path = /^\/v1\/checkout\/sessions$/;
    shop.stripe.faults.push(...Array.from({ length: 3 }, () => ({ path, fault: 'down' as const })));
    expect((await shop.order(tenantId, undefined, { id })).status).toBe(503);
    await dayLater(id);
    await eventually(async () => expect(await state(tenantId, id)).toBe('expired'), WITHIN);
  });
});

describe('a refund that was cut short', () => {
  async function paid(): Promise<{ tenantId: string; id: string }> {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    await shop.deliver(eventOf('checkout.session.completed', shop.stripe.pay(id)));
    return { tenantId, id };
  }
  const refundsOf = (id: string) =>
    shop.stripe.refunds.filter((refund) => refund['payment_intent'] === `pi_${id}`);
  const dueNow = (id: string) =>
    shop.admin.query(`UPDATE refund SET try_at = now() WHERE purchase_id = $1`, [id]);

  test.each([
    ['before Stripe heard of it', 'down', 0],
    ['before we heard of its answer', 'lost', 1],
  ] as const)('%s goes on, and is made once', async (_, fault, made) => {
    const { tenantId, id } = await paid();
    const path = '/v1/refunds';
    shop.stripe.faults.push(...Array.from({ length: 3 }, () => ({ path, fault })));
    const { status, body } = await shop.refund(tenantId, id);
    expect([status, body.refund?.state, refundsOf(id).length]).toEqual([201, 'requested', made]);
    // The segments are gone before the money is.
    expect(await shop.balance(tenantId)).toBe(0);
    await dueNow(id);
    await eventually(async () => {
      expect((await shop.purchase(tenantId, id)).refund?.state).toBe('done');
    }, CREDITED);
    expect(refundsOf(id)).toHaveLength(1);
    expect(await shop.balance(tenantId)).toBe(0);
  });

  test('for longer than Stripe keeps its keys is looked for before it is made', async () => {
    const { tenantId, id } = await paid();
    const path = '/v1/refunds';
    shop.stripe.faults.push(...Array.from({ length: 3 }, () => ({ path, fault: 'lost' as const })));
    await shop.refund(tenantId, id);
    shop.stripe.forgetKeys();
    await dueNow(id);
    await eventually(async () => {
      expect((await shop.purchase(tenantId, id)).refund?.state).toBe('done');
    }, CREDITED);
    expect(refundsOf(id)).toHaveLength(1);
  });

  test('by a death after the money went is confirmed, and nothing is taken twice', async () => {
    const { tenantId, id } = await paid();
    await shop.admin.query(
      `CREATE FUNCTION billing.die() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'died' USING ERRCODE = '57P01'; END $$;
       CREATE TRIGGER die BEFORE UPDATE ON billing.refund FOR EACH ROW
         WHEN (NEW.state = 'done') EXECUTE FUNCTION billing.die()`,
    );
    const { body } = await shop.refund(tenantId, id);
    expect([body.refund?.state, refundsOf(id).length]).toEqual(['requested', 1]);
    const news = eventOf('charge.refunded', shop.stripe.chargeOf(id));
    expect((await shop.deliver(news)).body).toEqual({ outcome: 'ignored' });
    await shop.admin.query('DROP FUNCTION billing.die CASCADE');
    await dueNow(id);
    await eventually(async () => {
      expect((await shop.purchase(tenantId, id)).refund?.state).toBe('done');
    }, CREDITED);
    expect([refundsOf(id).length, await shop.balance(tenantId)]).toEqual([1, 0]);
    await eventually(() => expect(shop.facts(id)).toEqual(['paid', 'refunded']));
  });

  test('at the bank gives the segments back', async () => {
    const { tenantId, id } = await paid();
    const { body } = await shop.refund(tenantId, id);
    const refund = refundsOf(id)[0]!;
    expect((refund['metadata'] as Record<string, string>)['fieldline_refund']).toBe(
      body.refund?.id,
    );
    const failed = eventOf('refund.failed', shop.stripe.failRefund(id));
    expect((await shop.deliver(failed)).body).toEqual({ outcome: 'applied' });
    expect(await shop.purchase(tenantId, id)).toMatchObject({
      state: 'paid',
      refund: { state: 'failed' },
    });
    expect(await shop.balance(tenantId)).toBe(2_500);
  });
});
