import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Recharging } from './recharging.js';
import { openShop, type Shop } from './shop.js';

/** Longer than the watch over purchases rests. */
const ROUND_MS = 1_500;

/** Each bundle of US$37.50 costs 3.00 of tax. */
let shop: Shop;
let on: Recharging;
beforeAll(async () => {
  shop = await openShop({ purchasePollSeconds: 0.2, stripeAutomaticTax: true });
  shop.stripe.charges.taxCents = 300;
  on = new Recharging(shop);
});
afterAll(() => shop.stop());

/** A business that has recharged once, and is at its threshold. */
async function recharged(monthlyCapMicros: number): Promise<string> {
  const tenantId = await on.ready({ monthlyCapMicros });
  await shop.use(tenantId, 2_000);
  await on.paid(tenantId, 1);
  await shop.use(tenantId, 2_500);
  return tenantId;
}

const capReached = (spentMicros: number) => ({
  state: 'cap_reached',
  suspension: null,
  spentMicros,
  nextPossibleAt: expect.stringMatching(/-01T00:00:00\.000Z$/),
});

test('a charge that its tax would lift above the cap is not made, and none after it until the month is over', async () => {
  const tenantId = await recharged(80_000_000);
  const { id } = await on.ended(tenantId, 'canceled');
  expect(shop.stripe.charges.of(id)).toEqual([]);
  expect(await on.recharge(tenantId)).toMatchObject(capReached(40_500_000));
  await shop.use(tenantId, 100);
  await sleep(ROUND_MS);
  expect([(await on.purchases(tenantId)).length, on.failures(tenantId)]).toEqual([2, []]);

  await shop.admin.query(
    `UPDATE purchase SET created_at = created_at - interval '32 days' WHERE tenant_id = $1`,
    [tenantId],
  );
  await shop.admin.query(
    `UPDATE recharge_rule SET capped_until = now(), look_at = now() WHERE tenant_id = $1`,
    [tenantId],
  );
  await on.paid(tenantId, 2);
  expect(await on.recharge(tenantId)).toMatchObject({ spentMicros: 40_500_000 });
});

test('a cap that is raised is tried at once, and may be used up to the last cent', async () => {
  const tenantId = await recharged(80_999_999);
  await on.ended(tenantId, 'canceled');
  await on.set(tenantId, { monthlyCapMicros: 81_000_000 });
  await on.paid(tenantId, 2);
  expect(await on.recharge(tenantId)).toMatchObject(capReached(81_000_000));
});

test('what was refunded was spent all the same', async () => {
  const tenantId = await on.ready({ monthlyCapMicros: 80_000_000 });
  await shop.use(tenantId, 2_000);
  const [first] = await on.paid(tenantId, 1);
  expect((await shop.refund(tenantId, first!.id)).body.refund?.amountMicros).toBe(40_500_000);
  await on.set(tenantId, { monthlyCapMicros: 80_000_000 });
  const { id } = await on.ended(tenantId, 'canceled');
  expect(shop.stripe.charges.of(id)).toEqual([]);
  expect(await on.recharge(tenantId)).toMatchObject(capReached(40_500_000));
});

test.each([
  ['lowered', 50_000_000, 40_000_000, 'cap_reached', 0],
  ['raised', 40_000_000, 50_000_000, 'cap_reached', 1],
] as const)(
  'a cap that is %s before Stripe is asked counts as it is then',
  async (_, before, after, state, paid) => {
    const tenantId = await on.ready({ monthlyCapMicros: before });
    await on.waiting(async () => {
      await shop.use(tenantId, 2_000);
      await on.set(tenantId, { monthlyCapMicros: after });
    });
    await on.paid(tenantId, paid);
    if (paid === 0) await on.ended(tenantId, 'canceled');
    const spentMicros = paid * 40_500_000;
    expect(await on.recharge(tenantId)).toMatchObject({ state, spentMicros });
  },
);
