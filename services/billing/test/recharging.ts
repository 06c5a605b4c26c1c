import {
  type CheckoutView,
  newId,
  type Page,
  type PurchaseView,
  type RechargeFailed,
  type RechargeView,
  type Role,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { type Answer, eventually } from '@fieldline/testing';
import { eventOf } from './fake-stripe.js';
import type { Shop } from './shop.js';

const WITHIN = { timeoutMs: 15_000, intervalMs: 50 };
const RULE = {
  threshold: 500,
  bundle: 2_500,
  monthlyCapMicros: 1_000_000_000,
  businessName: 'Acme Plumbing',
};

/** Hands to recharge with. */
export class Recharging {
  private heard: readonly Received[] = [];

  constructor(private readonly shop: Shop) {
    void shop.listen('billing.recharge').then((heard) => (this.heard = heard));
  }

  /** A business with 2,500 segments, something to pay with, and a rule. */
  async ready(rule: object = {}): Promise<string> {
    const tenantId = newId();
    await this.save(tenantId);
    const { status, body } = await this.set(tenantId, rule);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return tenantId;
  }

  /** Buys 2,500, and leaves what it was paid with. */
  async save(tenantId: string): Promise<string> {
    const order = { bundle: 2_500, businessName: 'Acme Plumbing', saveForRecharge: true };
    const { body } = await this.shop.order(tenantId, order);
    const before = (await this.recharge(tenantId)).paymentMethod?.savedAt;
    await this.pay(body);
    await eventually(async () => {
      const { paymentMethod } = await this.recharge(tenantId);
      if (!paymentMethod || paymentMethod.savedAt === before) throw new Error('nothing is saved');
    }, WITHIN);
    return body.id;
  }

  private async pay({ id, checkoutUrl }: PurchaseView): Promise<void> {
    if (checkoutUrl?.startsWith('https://checkout.stripe.com')) {
      const event = eventOf('checkout.session.completed', this.shop.stripe.pay(id));
      await this.shop.deliver(event);
      return;
    }
    const token = checkoutUrl?.split('/').at(-1) ?? '';
    const call = (verb: string) =>
      this.shop.call<CheckoutView>(null, ['POST', `/checkouts/${verb}`], {
        body: { token },
        role: 'operator',
      });
    if ((await call('look-up')).body.savesMethod !== true) throw new Error('saves nothing');
    await call('payment');
  }

  async recharge(tenantId: string): Promise<RechargeView> {
    return (await this.shop.call<RechargeView>(tenantId, ['GET', '/auto-recharge'])).body;
  }

  set(tenantId: string, rule: object = {}, role: Role = 'owner'): Promise<Answer<RechargeView>> {
    return this.shop.call(tenantId, ['PUT', '/auto-recharge'], {
      body: { ...RULE, ...rule },
      role,
    });
  }

  /** Newest first; those that were bought by themselves, or the others. */
  async purchases(tenantId: string, isAutomatic = true): Promise<PurchaseView[]> {
    const call = ['GET', '/purchases'] as const;
    const { items } = (await this.shop.call<Page<PurchaseView>>(tenantId, call)).body;
    return items.filter(({ boughtBy }) => (boughtBy === 'system:auto-recharge') === isAutomatic);
  }

  /** Waits until so many were bought by themselves and paid. */
  async paid(tenantId: string, count: number): Promise<PurchaseView[]> {
    return eventually(async () => {
      const all = await this.purchases(tenantId);
      const paid = all.filter(({ state }) => state === 'paid');
      if (paid.length !== count) throw new Error(JSON.stringify(all));
      return paid;
    }, WITHIN);
  }

  /** Waits until the newest has come to an end unpaid. */
  async ended(tenantId: string, state: 'canceled' | 'expired'): Promise<PurchaseView> {
    return eventually(async () => {
      const [newest] = await this.purchases(tenantId);
      if (newest?.state !== state) throw new Error(JSON.stringify(newest));
      return newest;
    }, WITHIN);
  }

  failures(tenantId: string): RechargeFailed[] {
    return this.heard
      .filter((event) => event.tenantId === tenantId)
      .map(({ payload }) => payload as RechargeFailed);
  }

  /** What is decided meanwhile waits until the end before Stripe is asked; `ago` makes it old by then. */
  async waiting(work: () => Promise<unknown>, ago = `interval '0'`): Promise<void> {
    const { admin } = this.shop;
    await admin.query(
      `CREATE FUNCTION billing.wait() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN NEW.poll_at := now() + interval '1 hour'; RETURN NEW; END $$;
       CREATE TRIGGER wait BEFORE INSERT ON billing.purchase FOR EACH ROW
         WHEN (NEW.is_automatic) EXECUTE FUNCTION billing.wait()`,
    );
    await work();
    await admin.query('DROP FUNCTION billing.wait CASCADE');
    await admin.query(
      `UPDATE purchase SET poll_at = now(), created_at = created_at - ${ago}
        WHERE is_automatic AND state = 'pending' AND poll_at > now()`,
    );
  }
}
