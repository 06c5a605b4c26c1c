import {
  type BalanceView,
  newId,
  type PaymentEventView,
  type PurchaseView,
  type Role,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { type Answer, startServiceUnderTest } from '@fieldline/testing';
import { type BillingSettings, billing } from '../src/index.js';
import { FakeStripe, signed, STRIPE_KEY, WEBHOOK_SECRET } from './fake-stripe.js';

export type Shop = Awaited<ReturnType<typeof openShop>>;

interface By {
  readonly role?: Role;
  readonly id?: string;
}

const SMALL = { bundle: 2_500, businessName: 'Acme Plumbing' };

/** Billing with a Stripe of its own, and hands to buy with. */
export async function openShop(settings: Partial<BillingSettings> = {}) {
  const stripe = new FakeStripe();
  const given = {
    stripeSecretKey: STRIPE_KEY,
    stripeWebhookSecret: WEBHOOK_SECRET,
    stripeBaseUrl: await stripe.start(),
    playMoney: true,
    ...settings,
  };
  const service = await startServiceUnderTest(billing, given);
  const heard: Received[] = await service.listen('billing.purchase', 'billing.balance');

  const shop = {
    ...service,
    stripe,
    heard,
    /** Facts about a purchase, in their order. */
    facts: (purchaseId: string): string[] =>
      heard.filter(({ subject }) => subject === purchaseId).map(({ type }) => type.split('.')[2]!),
    order(
      tenantId: string,
      body: object = SMALL,
      { role = 'owner', id = newId() }: By = {},
    ): Promise<Answer<PurchaseView>> {
      const headers = { 'idempotency-id': id };
      return service.call(tenantId, ['POST', '/purchases'], { body, role, headers });
    },
    async buy(tenantId: string, bundle = 2_500): Promise<PurchaseView> {
      const { status, body } = await shop.order(tenantId, { ...SMALL, bundle });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return body;
    },
    deliver(event: object, options = {}): Promise<Answer<PaymentEventView>> {
      const body = signed(event as Record<string, unknown>, options);
      return service.call(null, ['POST', '/payment-events'], { body, role: 'operator' });
    },
    async purchase(tenantId: string, id: string): Promise<PurchaseView> {
      return (await service.call<PurchaseView>(tenantId, ['GET', `/purchases/${id}`])).body;
    },
    async balance(tenantId: string): Promise<number> {
      const { body } = await service.call<BalanceView>(tenantId, ['GET', '/balance']);
      return body.available - body.debt;
    },
    refund(
      tenantId: string,
      purchaseId: string,
      { role = 'operator', id = newId() }: By = {},
    ): Promise<Answer<PurchaseView>> {
      const call = ['POST', `/purchases/${purchaseId}/refunds`] as const;
      const headers = { 'idempotency-id': id };
      return service.call(tenantId, call, { body: { reason: 'moved away' }, role, headers });
    },
    /** The gateway says that a business is closed, as of now. */
    close(
      tenantId: string,
      { role = 'operator', closedAt = new Date() }: Pick<By, 'role'> & { closedAt?: Date } = {},
    ): Promise<Answer<object>> {
      return service.call(tenantId, ['POST', '/closure'], { body: { closedAt }, role });
    },
    /** Segments are used up by other means. */
    async use(tenantId: string, segments: number): Promise<void> {
      const body = { segments: -segments, reason: 'used' };
      await service.call(tenantId, ['POST', '/adjustments'], { body, role: 'operator' });
    },
    async stop(): Promise<void> {
      await service.stop();
      await stripe.stop();
    },
  };
  return shop;
}
