import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import fc from 'fast-check';
import { disputeOf, eventOf } from './fake-stripe.js';
import { openShop, type Shop } from './shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

/** What may happen to a purchase besides its payment. */
const FATES = ['expired', 'refunded', 'returned', 'disputed', 'won', 'lost'] as const;
type Fate = (typeof FATES)[number];

function eventsOf(id: string, fates: readonly Fate[]): object[] {
  const session = shop.stripe.pay(id);
  const disputed = (type: string, status: string) =>
    eventOf(`charge.dispute.${type}`, disputeOf(session, status));
  const one: Record<Fate, () => object[]> = {
    expired: () => [eventOf('checkout.session.expired', { ...session, status: 'expired' })],
    refunded: () => [eventOf('charge.refunded', shop.stripe.refundByHand(id, 3_750))],
    returned: () => [
      eventOf('charge.refunded', shop.stripe.refundByHand(id, 3_750)),
      eventOf('refund.failed', shop.stripe.failRefund(id)),
    ],
    disputed: () => [disputed('created', 'needs_response')],
    won: () => [disputed('created', 'needs_response'), disputed('closed', 'won')],
    lost: () => [disputed('created', 'needs_response'), disputed('closed', 'lost')],
  };
  return [eventOf('checkout.session.completed', session), ...fates.flatMap((fate) => one[fate]())];
}

const stateAfter = (fates: readonly Fate[]): string => {
  if (fates.some((fate) => fate === 'disputed' || fate === 'lost')) return 'disputed';
  return fates.includes('refunded') ? 'refunded' : 'paid';
};

const perhaps = (...fates: Fate[]) => fc.subarray(fates, { maxLength: 1 });

/** At most one refund, and one dispute, each with at most one end. */
const histories = fc
  .tuple(perhaps('expired'), perhaps('refunded', 'returned'), perhaps('disputed', 'won', 'lost'))
  .map((fates) => fates.flat());

const orders = histories.chain((fates) => {
  const count = eventsOfCount(fates);
  const deliveries = fc.array(fc.nat(count - 1), { maxLength: 6 });
  return fc.tuple(
    fc.constant(fates),
    // Every event comes once, and some again, in any order, one by one or several at once.
    deliveries.chain((again) =>
      fc.shuffledSubarray([...Array(count).keys(), ...again], { minLength: count + again.length }),
    ),
    fc.integer({ min: 1, max: 4 }),
  );
});

function eventsOfCount(fates: readonly Fate[]): number {
  return (
    1 + fates.reduce((sum, fate) => sum + (['returned', 'won', 'lost'].includes(fate) ? 2 : 1), 0)
  );
}

test('whatever order its events come in, and how often, a purchase ends the same', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ([fates, order, atOnce]) => {
      const tenantId = newId();
      const { id } = await shop.buy(tenantId);
      const events = eventsOf(id, fates);
      for (let from = 0; from < order.length; from += atOnce) {
        const some = order.slice(from, from + atOnce).map((index) => shop.deliver(events[index]!));
        for (const { status } of await Promise.all(some)) expect(status).toBe(200);
      }
      const { state } = await shop.purchase(tenantId, id);
      const balance = await shop.balance(tenantId);
      expect([state, balance]).toEqual([stateAfter(fates), state === 'paid' ? 2_500 : 0]);
      const { rows } = await shop.admin.query('SELECT FROM payment_event WHERE tenant_id = $1', [
        tenantId,
      ]);
      expect(rows).toHaveLength(events.length);
    }),
    { numRuns: 60 },
  );
}, 120_000);
