import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { disputeOf, eventOf } from './fake-stripe.js';
import { openShop, type Shop } from './shop.js';
import { cancelText, holdText } from './texts.js';

const WITHIN = { timeoutMs: 15_000, intervalMs: 100 };
/** Longer than from one round of reclaiming to the next. */
const ROUND_MS = 2_500;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

async function bought(): Promise<{ tenantId: string; id: string }> {
  const tenantId = newId();
  const { id } = await shop.buy(tenantId);
  await shop.deliver(eventOf('checkout.session.completed', shop.stripe.pay(id)));
  return { tenantId, id };
}

const told = async (type: string, object: Record<string, unknown>) =>
  (await shop.deliver(eventOf(type, object))).body.outcome;

const disputed = (id: string, status: string) =>
  told('charge.dispute.updated', disputeOf(shop.stripe.sessionOf(id), status));

async function stands(tenantId: string, id: string): Promise<[string, number]> {
  return [(await shop.purchase(tenantId, id)).state, await shop.balance(tenantId)];
}

const refundDue = (id: string) =>
  shop.admin.query(`UPDATE refund SET try_at = now() WHERE purchase_id = $1`, [id]);

const down = (times: number) =>
  shop.stripe.faults.push(
    ...Array.from({ length: times }, () => ({ path: '/v1/refunds', fault: 'down' as const })),
  );

describe('a refund that is made at Stripe', () => {
  test('while ours is asked for is not taken for ours, which comes to nothing', async () => {
    const { tenantId, id } = await bought();
    down(3);
    expect((await shop.refund(tenantId, id)).body.refund?.state).toBe('requested');
    expect(await told('charge.refunded', shop.stripe.refundByHand(id, 3_750))).toBe('applied');
    await refundDue(id);
    await eventually(async () => {
      expect((await shop.purchase(tenantId, id)).refund?.state).toBe('failed');
    }, WITHIN);
    expect(await stands(tenantId, id)).toEqual(['refunded', 0]);
  });

  test('and heard of once ours was refused takes the segments again', async () => {
    const { tenantId, id } = await bought();
    const refund = shop.stripe.refundByHand(id, 3_750);
    expect((await shop.refund(tenantId, id)).body.refund?.state).toBe('failed');
    expect(await stands(tenantId, id)).toEqual(['paid', 2_500]);
    expect(await told('charge.refunded', refund)).toBe('applied');
    expect(await stands(tenantId, id)).toEqual(['refunded', 0]);
  });

  test('is one, however often and by whichever event it is told', async () => {
    const { tenantId, id } = await bought();
    const charge = shop.stripe.refundByHand(id, 3_750);
    expect(await told('refund.created', { ...shop.stripe.refunds.at(-1) })).toBe('applied');
    expect(await told('charge.refunded', charge)).toBe('ignored');
    expect(await told('refund.updated', { ...shop.stripe.refunds.at(-1) })).toBe('ignored');
    expect(await stands(tenantId, id)).toEqual(['refunded', 0]);
  });

  test('and fails at the bank gives the segments back', async () => {
    const { tenantId, id } = await bought();
    const late = shop.stripe.refundByHand(id, 3_750);
    await told('charge.refunded', late);
    expect(await stands(tenantId, id)).toEqual(['refunded', 0]);
    expect(await told('refund.failed', shop.stripe.failRefund(id))).toBe('applied');
    expect(await told('charge.refunded', late)).toBe('ignored');
    expect(await stands(tenantId, id)).toEqual(['paid', 2_500]);
  });

  test('and has failed is not made again by an answer that is older', async () => {
    const { tenantId, id } = await bought();
    const { promise: until, resolve: answer } = Promise.withResolvers<void>();
    shop.stripe.slow = { path: '/v1/refunds', until };
    const asked = shop.stripe.asked.length;
    const older = told('charge.refunded', shop.stripe.refundByHand(id, 3_750));
    await eventually(() => expect(shop.stripe.asked.length).toBeGreaterThan(asked), WITHIN);
    await sleep(100);
    shop.stripe.slow = undefined;
    expect(await told('refund.failed', shop.stripe.failRefund(id))).toBe('applied');
    answer();
    expect(await older).toBe('ignored');
    expect(await stands(tenantId, id)).toEqual(['paid', 2_500]);
  });

  test('of a payment that Stripe does not know changes nothing', async () => {
    const { tenantId, id } = await bought();
    const charge = { ...shop.stripe.chargeOf(id), amount_refunded: 3_750 };
    expect(await told('charge.refunded', charge)).toBe('ignored');
    expect(await stands(tenantId, id)).toEqual(['paid', 2_500]);
  });
});

describe('a refund at Stripe and one of ours', () => {
  const returned = (id: string) =>
    shop.stripe.refunds
      .filter(
        ({ payment_intent, status }) =>
          payment_intent === shop.stripe.sessionOf(id).payment_intent && status === 'succeeded',
      )
      .reduce((cents, { amount }) => cents + Number(amount), 0);

  test('of a part before it return no more than was paid, and take the segments once', async () => {
    const { tenantId, id } = await bought();
    expect(await told('charge.refunded', shop.stripe.refundByHand(id, 1_000))).toBe('flagged');
    const { body } = await shop.refund(tenantId, id);
    expect(body.refund).toMatchObject({
      state: 'done',
      segments: 2_500,
      amountMicros: 27_500_000,
    });
    expect([returned(id), await stands(tenantId, id)]).toEqual([3_750, ['refunded', 0]]);
  });

  test('for what was left returned all that it was worth: nothing more is', async () => {
    const { tenantId, id } = await bought();
    await shop.use(tenantId, 1_250);
    await told('charge.refunded', shop.stripe.refundByHand(id, 1_875));
    const { status, body } = await shop.refund(tenantId, id);
    expect([status, body.code]).toEqual([422, 'nothing_to_refund']);
    expect([returned(id), await stands(tenantId, id)]).toEqual([1_875, ['paid', 1_250]]);
  });

  test('of the rest after it are the whole: what was held then is taken, too', async () => {
    const { tenantId, id } = await bought();
    const text = await holdText(shop, tenantId, 100);
    expect((await shop.refund(tenantId, id)).body.refund?.amountMicros).toBe(36_000_000);
    expect(await told('charge.refunded', shop.stripe.refundByHand(id, 150))).toBe('applied');
    await cancelText(shop, tenantId, text);
    await eventually(async () => expect(await taken(id)).toBe(2_500), WITHIN);
    expect([returned(id), await stands(tenantId, id)]).toEqual([3_750, ['refunded', 0]]);
    await told('refund.failed', shop.stripe.failRefund(id));
    expect(await stands(tenantId, id)).toEqual(['refunded', 100]);
  });

  test('of a part while ours is asked for: ours is refused, and is less the next time', async () => {
    const { tenantId, id } = await bought();
    down(3);
    await shop.refund(tenantId, id);
    await told('charge.refunded', shop.stripe.refundByHand(id, 1_000));
    await refundDue(id);
    await eventually(async () => {
      expect(await shop.purchase(tenantId, id)).toMatchObject({
        refund: { state: 'failed' },
        flag: 'partial_refund',
      });
    }, WITHIN);
    expect(await stands(tenantId, id)).toEqual(['paid', 2_500]);
    const { body } = await shop.refund(tenantId, id);
    expect(body.refund).toMatchObject({ state: 'done', amountMicros: 27_500_000 });
    expect([returned(id), await stands(tenantId, id)]).toEqual([3_750, ['refunded', 0]]);
  });

  test('that fails after ours was less for it is left to an operator', async () => {
    const { tenantId, id } = await bought();
    await told('charge.refunded', shop.stripe.refundByHand(id, 1_000));
    const byHand = shop.stripe.refunds.at(-1)!;
    await shop.refund(tenantId, id);
    await shop.admin.query(`UPDATE purchase SET flag = NULL WHERE id = $1`, [id]);
    expect(await told('refund.failed', Object.assign(byHand, { status: 'failed' }))).toBe(
      'flagged',
    );
    expect(await shop.purchase(tenantId, id)).toMatchObject({ flag: 'partial_refund' });
    expect(await stands(tenantId, id)).toEqual(['refunded', 0]);
  });

  test('say that it is paid once, and why segments went', async () => {
    const { tenantId, id } = await bought();
    await told('charge.refunded', shop.stripe.refundByHand(id, 1_000));
    await shop.refund(tenantId, id);
    await eventually(() => expect(shop.facts(id)).toEqual(['paid', 'refunded']), WITHIN);
    const { rows } = await shop.admin.query(
      `SELECT reason FROM adjustment WHERE tenant_id = $1 AND kind = 'reversal'`,
      [tenantId],
    );
    expect(rows).toEqual([{ reason: `Refund of purchase ${id}: moved away` }]);
  });
});

test('a refund of ours that failed at the bank is not taken for another by late news', async () => {
  const { tenantId, id } = await bought();
  await shop.refund(tenantId, id);
  const late = shop.stripe.chargeOf(id);
  expect(await told('refund.failed', shop.stripe.failRefund(id))).toBe('applied');
  expect(await told('charge.refunded', late)).toBe('ignored');
  expect(await stands(tenantId, id)).toEqual(['paid', 2_500]);
  expect((await shop.refund(tenantId, id)).body).toMatchObject({ state: 'refunded' });
});

describe('what is held when the money goes back, and comes free', () => {
  test.each(['needs_response', 'lost'])('of a dispute (%s) is taken, too', async (status) => {
    const { tenantId, id } = await bought();
    const text = await holdText(shop, tenantId, 100);
    await disputed(id, status);
    expect(await stands(tenantId, id)).toEqual(['disputed', 0]);
    await cancelText(shop, tenantId, text);
    await eventually(
      async () => expect(await stands(tenantId, id)).toEqual(['disputed', 0]),
      WITHIN,
    );
    await eventually(async () => expect(await taken(id)).toBe(2_500), WITHIN);
    await disputed(id, 'won');
    expect(await stands(tenantId, id)).toEqual(['paid', 2_500]);
  });

  test('of a refund at Stripe is taken, too', async () => {
    const { tenantId, id } = await bought();
    const text = await holdText(shop, tenantId, 100);
    await told('charge.refunded', shop.stripe.refundByHand(id, 3_750));
    await cancelText(shop, tenantId, text);
    await eventually(async () => expect(await taken(id)).toBe(2_500), WITHIN);
    expect(await stands(tenantId, id)).toEqual(['refunded', 0]);
  });

  test('of a refund of ours, which returned the money of the rest alone, stays', async () => {
    const { tenantId, id } = await bought();
    const text = await holdText(shop, tenantId, 100);
    expect((await shop.refund(tenantId, id)).body.refund?.amountMicros).toBe(36_000_000);
    await cancelText(shop, tenantId, text);
    await sleep(ROUND_MS);
    expect(await stands(tenantId, id)).toEqual(['refunded', 100]);
  });

  test('is looked for no longer once nothing of it is left', async () => {
    const { tenantId, id } = await bought();
    await holdText(shop, tenantId, 100);
    await disputed(id, 'needs_response');
    expect(await reclaims(id)).toBe(true);
    await shop.call(tenantId, ['POST', '/adjustments'], {
      body: { segments: 500, reason: 'gift' },
      role: 'operator',
    });
    await eventually(async () => expect(await reclaims(id)).toBe(false), WITHIN);
    // The gift stands in for what the text on its way will use.
    expect(await shop.balance(tenantId)).toBe(400);
  });

  test('after a refund of ours and then a dispute comes back once that is won', async () => {
    const { tenantId, id } = await bought();
    const text = await holdText(shop, tenantId, 100);
    await shop.refund(tenantId, id);
    await cancelText(shop, tenantId, text);
    expect(await stands(tenantId, id)).toEqual(['refunded', 100]);
    await disputed(id, 'needs_response');
    expect(await stands(tenantId, id)).toEqual(['disputed', 0]);
    await disputed(id, 'won');
    expect(await stands(tenantId, id)).toEqual(['refunded', 100]);
    await told('refund.failed', shop.stripe.failRefund(id));
    expect(await stands(tenantId, id)).toEqual(['paid', 2_500]);
  });
});

test('a refund after a dispute that was won takes from every lot of the purchase', async () => {
  const { tenantId, id } = await bought();
  const text = await holdText(shop, tenantId, 100);
  await disputed(id, 'needs_response');
  await disputed(id, 'won');
  await cancelText(shop, tenantId, text);
  expect(await stands(tenantId, id)).toEqual(['paid', 2_500]);
  const { body } = await shop.refund(tenantId, id);
  expect(body.refund).toMatchObject({ segments: 2_500, amountMicros: 37_500_000 });
  expect(await stands(tenantId, id)).toEqual(['refunded', 0]);
});

async function taken(id: string): Promise<number> {
  const sql = 'SELECT taken_segments::integer AS taken FROM purchase WHERE id = $1';
  return (await shop.admin.query<{ taken: number }>(sql, [id])).rows[0]!.taken;
}

async function reclaims(id: string): Promise<boolean> {
  const sql = 'SELECT reclaims FROM purchase WHERE id = $1';
  return (await shop.admin.query<{ reclaims: boolean }>(sql, [id])).rows[0]!.reclaims;
}
