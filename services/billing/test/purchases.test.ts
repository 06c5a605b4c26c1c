import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type BundleView,
  newId,
  type Page,
  type PurchaseView,
  type Role,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { disputeOf, eventOf, STRIPE_KEY } from './fake-stripe.js';
import { openShop, type Shop } from './shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const completed = (purchaseId: string, tax = 0) =>
  eventOf('checkout.session.completed', shop.stripe.pay(purchaseId, tax));

async function paid(tenantId: string, bundle = 2_500, tax = 0): Promise<PurchaseView> {
  const { id } = await shop.buy(tenantId, bundle);
  await shop.deliver(completed(id, tax));
  return shop.purchase(tenantId, id);
}

describe('a bundle', () => {
  test('has its price', async () => {
    const { body } = await shop.call<{ items: BundleView[] }>(newId(), ['GET', '/bundles']);
    expect(body.items.map(({ bundle, priceMicros }) => [bundle, priceMicros / 1_000_000])).toEqual([
      [2_500, 37.5],
      [10_000, 130],
      [25_000, 300],
      [100_000, 1_000],
    ]);
  });

  test.each(['0', '-2500', '2500.5', '2499', '1e400', '"2500"', 'null', '[2500]', '{}'])(
    'of %s is none, and makes nothing',
    async (size) => {
      const tenantId = newId();
      const asked = shop.stripe.asked.length;
      const body = { ...JSON.parse(`{"bundle":${size}}`), businessName: 'Acme' } as object;
      const answer = await shop.order(tenantId, body);
      expect([answer.status, answer.body.code]).toEqual([422, 'invalid_bundle']);
      const list = await shop.call<Page<PurchaseView>>(tenantId, ['GET', '/purchases']);
      expect([list.body.items, shop.stripe.asked.length]).toEqual([[], asked]);
    },
  );
});

describe('a purchase', () => {
  test('is opened at Stripe, once per id', async () => {
    const [tenantId, id] = [newId(), newId()];
    const first = await shop.order(tenantId, undefined, { id });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      id,
      state: 'pending',
      bundle: 2_500,
      priceMicros: 37_500_000,
    });
    expect(first.body.checkoutUrl).toMatch(/^https:\/\/checkout\.stripe\.com\//);
    expect((await shop.order(tenantId, undefined, { id })).body).toEqual(first.body);
    const other = await shop.order(tenantId, { bundle: 10_000, businessName: 'A' }, { id });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await shop.balance(tenantId)).toBe(0);
  });

  test('whose opening was cut short is opened by the repetition, once', async () => {
    const [tenantId, id] = [newId(), newId()];
    const path = '/v1/checkout/sessions';
    shop.stripe.faults.push(...Array.from({ length: 3 }, () => ({ path, fault: 'lost' as const })));
    const cut = await shop.order(tenantId, undefined, { id });
    expect([cut.status, cut.body.code]).toEqual([503, 'service_unavailable']);
    const { status, body } = await shop.order(tenantId, undefined, { id });
    expect([status, body.checkoutUrl]).toEqual([201, shop.stripe.sessionOf(id)['url']]);
    const sessions = [...shop.stripe.sessions.values()];
    expect(sessions.filter((each) => each.client_reference_id === id)).toHaveLength(1);
  });

  test('is credited once paid, with a receipt and a fact', async () => {
    const tenantId = newId();
    const purchase = await paid(tenantId, 10_000, 1_073);
    expect(await shop.balance(tenantId)).toBe(10_000);
    expect(purchase).toMatchObject({
      state: 'paid',
      receipt: {
        businessName: 'Acme Plumbing',
        currency: 'USD',
        lines: [{ description: '10,000 message segments', amountMicros: 130_000_000 }],
        taxLines: [{ name: 'Tax', amountMicros: 10_730_000 }],
        totalMicros: 140_730_000,
      },
    });
    expect(purchase.receipt?.number).toMatch(/^[0-9A-F]{8}-000001$/);
    expect((await paid(tenantId)).receipt?.number).toMatch(/-000002$/);
    const receipt = await shop.call(tenantId, ['GET', `/purchases/${purchase.id}/receipt`]);
    expect(receipt.body).toEqual(purchase.receipt);
    await eventually(() => expect(shop.facts(purchase.id)).toEqual(['paid']));
  });

  test('is listed newest first, page by page, and no other business sees it', async () => {
    const tenantId = newId();
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.unshift((await shop.buy(tenantId)).id);
    const list = async (query: string, as = tenantId) =>
      (await shop.call<Page<PurchaseView>>(as, ['GET', `/purchases?${query}`])).body;
    const first = await list('limit=2');
    const rest = await list(`limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect(rest.nextCursor).toBeNull();
    expect((await list('limit=2', newId())).items).toEqual([]);
    const foreign = await shop.call(newId(), ['GET', `/purchases/${ids[0]}`]);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
  });

  test('has no receipt before it is paid', async () => {
    const tenantId = newId();
    const { id } = await shop.buy(tenantId);
    const { status } = await shop.call(tenantId, ['GET', `/purchases/${id}/receipt`]);
    expect(status).toBe(404);
  });
});

describe('who may buy', () => {
  const mayBuy = async (tenantId: string): Promise<Role[]> => {
    const roles = ['operator', 'owner', 'admin', 'agent', 'technician', 'readonly'] as const;
    const may: Role[] = [];
    for (const role of roles)
      if ((await shop.order(tenantId, undefined, { role })).status === 201) may.push(role);
    return may;
  };
  const settle = (tenantId: string, body: object, role: Role = 'owner') =>
    shop.call(tenantId, ['PUT', '/purchase-policy'], { body, role });

  test('are owners and admins, until an owner says otherwise', async () => {
    const tenantId = newId();
    expect(await mayBuy(tenantId)).toEqual(['operator', 'owner', 'admin']);
    await settle(tenantId, { whoMayBuy: 'owners' });
    expect(await mayBuy(tenantId)).toEqual(['operator', 'owner']);
    await settle(tenantId, { whoMayBuy: 'everybody' });
    expect(await mayBuy(tenantId)).toEqual(['operator', 'owner', 'admin', 'agent']);
    expect(await mayBuy(newId())).toEqual(['operator', 'owner', 'admin']);
  });

  test('is known before something is made for them', async () => {
    const tenantId = newId();
    const ask = async (role: Role) => {
      const call = ['GET', '/purchase-policy/permission'] as const;
      const { status, body } = await shop.call<{ mayBuy?: true }>(tenantId, call, { role });
      return [status, body.code ?? body.mayBuy];
    };
    expect([await ask('admin'), await ask('agent')]).toEqual([
      [200, true],
      [403, 'may_not_buy'],
    ]);
    await settle(tenantId, { whoMayBuy: 'everybody' });
    expect(await ask('agent')).toEqual([200, true]);
  });

  test('is not for admins to say, and a pause not for owners to end', async () => {
    const tenantId = newId();
    expect((await settle(tenantId, { whoMayBuy: 'everybody' }, 'admin')).status).toBe(403);
    expect((await settle(tenantId, { paymentPaused: false })).status).toBe(403);
    expect((await settle(tenantId, { whoMayBuy: 'nobody' })).status).toBe(400);
    const { body } = await shop.call(tenantId, ['GET', '/purchase-policy']);
    expect(body).toEqual({ whoMayBuy: 'owners_and_admins', paymentPaused: false });
  });
});

describe('a refund', () => {
  test('takes what is left, once, and returns its share rounded down to a cent', async () => {
    const tenantId = newId();
    const { id } = await paid(tenantId, 2_500, 301);
    await shop.use(tenantId, 833);
    const refund = newId();
    const { status, body } = await shop.refund(tenantId, id, { id: refund });
    expect(status).toBe(201);
    // (37.50 + 3.01) × 1,667 / 2,500 = 27.012…
    const expected = {
      id: refund,
      state: 'done',
      reason: 'moved away',
      segments: 1_667,
      amountMicros: 27_010_000,
    };
    expect(body).toMatchObject({ state: 'refunded', refund: expected });
    expect(
      shop.stripe.refunds.filter((each) => each['payment_intent'] === `pi_${id}`),
    ).toMatchObject([{ amount: 2_701 }]);
    expect(await shop.balance(tenantId)).toBe(0);
    expect((await shop.refund(tenantId, id, { id: refund })).body).toEqual(body);
    const again = await shop.refund(tenantId, id);
    expect([again.status, again.body.code]).toEqual([409, 'already_refunded']);
    await eventually(() => expect(shop.facts(id)).toEqual(['paid', 'refunded']));
  });

  test('that comes back as news of Stripe takes nothing more', async () => {
    const tenantId = newId();
    const { id } = await paid(tenantId);
    await shop.use(tenantId, 500);
    await shop.refund(tenantId, id);
    await paid(tenantId);
    const news = eventOf('charge.refunded', shop.stripe.chargeOf(id));
    expect((await shop.deliver(news)).body).toEqual({ outcome: 'ignored' });
    expect(await shop.balance(tenantId)).toBe(2_500);
  });

  test('is for operators, of what is paid, known and not used up', async () => {
    const tenantId = newId();
    const pending = await shop.buy(tenantId);
    const bought = await paid(tenantId);
    const codeOf = async (id: string, role: Role = 'operator', as = tenantId) =>
      (await shop.refund(as, id, { role })).body.code;
    expect(await codeOf(bought.id, 'owner')).toBe('forbidden');
    expect(await codeOf(bought.id, 'operator', newId())).toBe('not_found');
    expect(await codeOf(pending.id)).toBe('not_paid');
    await shop.use(tenantId, 2_500);
    expect(await codeOf(bought.id)).toBe('nothing_to_refund');
    expect(await shop.purchase(tenantId, bought.id)).toMatchObject({ state: 'paid' });
  });

  test('that Stripe refuses is given back', async () => {
    const tenantId = newId();
    const { id } = await paid(tenantId);
    shop.stripe.faults.push({ path: '/v1/refunds', fault: 'refused' });
    const { body } = await shop.refund(tenantId, id);
    expect(body).toMatchObject({ state: 'paid', refund: { state: 'failed' } });
    expect(await shop.balance(tenantId)).toBe(2_500);
    expect((await shop.refund(tenantId, id)).body).toMatchObject({ state: 'refunded' });
    expect(await shop.balance(tenantId)).toBe(0);
  });
});

describe('a dispute', () => {
  const told = async (id: string, status: string, type = 'created') =>
    (
      await shop.deliver(
        eventOf(`charge.dispute.${type}`, disputeOf(shop.stripe.sessionOf(id), status)),
      )
    ).body.outcome;
  const isPaused = async (tenantId: string) =>
    (await shop.call<{ paymentPaused: boolean }>(tenantId, ['GET', '/purchase-policy'])).body
      .paymentPaused;

  test('takes what is left and pauses automatic payments; won, it gives both back', async () => {
    const tenantId = newId();
    const { id } = await paid(tenantId);
    await shop.use(tenantId, 100);
    expect(await told(id, 'needs_response')).toBe('applied');
    expect(await shop.purchase(tenantId, id)).toMatchObject({ state: 'disputed' });
    expect([await shop.balance(tenantId), await isPaused(tenantId)]).toEqual([0, true]);
    const refund = await shop.refund(tenantId, id);
    expect([refund.status, refund.body.code]).toEqual([409, 'purchase_disputed']);
    expect(await told(id, 'won', 'closed')).toBe('applied');
    expect(await shop.purchase(tenantId, id)).toMatchObject({ state: 'paid' });
    expect([await shop.balance(tenantId), await isPaused(tenantId)]).toEqual([2_400, false]);
    await eventually(() =>
      expect(shop.facts(id)).toEqual(['paid', 'disputed', 'paid', 'disputed']),
    );
    expect(await told(id, 'needs_response')).toBe('ignored');
    expect(await shop.balance(tenantId)).toBe(2_400);
  });

  test('that is won leaves what an operator has paused as it is', async () => {
    const tenantId = newId();
    const { id } = await paid(tenantId);
    const pause = (paymentPaused: boolean) =>
      shop.call(tenantId, ['PUT', '/purchase-policy'], {
        body: { paymentPaused },
        role: 'operator',
      });
    await pause(true);
    await told(id, 'needs_response');
    await told(id, 'won', 'closed');
    expect(await isPaused(tenantId)).toBe(true);
    await pause(false);
    expect(await isPaused(tenantId)).toBe(false);
  });

  test('that is lost and won on appeal gives back what was taken, in whatever order it is told', async () => {
    const courses = [
      ['needs_response', 'lost', 'appeal_under_review', 'won'],
      ['won', 'lost', 'needs_response'],
    ];
    for (const course of courses) {
      const tenantId = newId();
      const { id } = await paid(tenantId);
      for (const status of course) await told(id, status, 'updated');
      expect(await shop.purchase(tenantId, id)).toMatchObject({ state: 'paid' });
      expect([await shop.balance(tenantId), await isPaused(tenantId)]).toEqual([2_500, false]);
    }
  });

  test('that is lost stays, and pauses until an operator has looked at it', async () => {
    const tenantId = newId();
    const { id } = await paid(tenantId);
    await told(id, 'needs_response');
    await told(id, 'lost', 'closed');
    expect(await shop.purchase(tenantId, id)).toMatchObject({ state: 'disputed' });
    expect([await shop.balance(tenantId), await isPaused(tenantId)]).toEqual([0, true]);
    const body = { paymentPaused: false };
    await shop.call(tenantId, ['PUT', '/purchase-policy'], { body, role: 'operator' });
    expect(await isPaused(tenantId)).toBe(false);
  });

  test('that we only hear the end of counts all the same', async () => {
    const tenantId = newId();
    const { id } = await paid(tenantId);
    expect(await told(id, 'lost', 'closed')).toBe('applied');
    expect([await shop.balance(tenantId), await isPaused(tenantId)]).toEqual([0, true]);
    expect(await told(id, 'needs_response')).toBe('ignored');
  });

  test('that is only a question takes nothing', async () => {
    const tenantId = newId();
    const { id } = await paid(tenantId);
    expect(await told(id, 'warning_needs_response')).toBe('ignored');
    expect([await shop.balance(tenantId), await isPaused(tenantId)]).toEqual([2_500, false]);
  });
});

test('no row of one business is within reach of another', async () => {
  expect(await shop.catalogProblems()).toEqual([]);
});

test('Stripe is asked with our key, which stands nowhere else', async () => {
  expect(new Set(shop.stripe.asked.map(({ authorization }) => authorization))).toEqual(
    new Set([`Bearer ${STRIPE_KEY}`]),
  );
});
