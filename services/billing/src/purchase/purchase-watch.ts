import { Database } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { BillingSettings } from '../config.js';
import { type Closed, type Paid, PaymentProvider } from '../payment/payment.provider.js';
import { PaymentMethods } from '../recharge/payment-methods.js';
import { RechargeCharge } from '../recharge/recharge.charge.js';
import { RechargeService } from '../recharge/recharge.service.js';
import { type DuePurchase, takeDuePurchases } from './purchase-watch.queries.js';
import { RefundService } from './refund.service.js';
import { PurchaseLedger } from './purchase.ledger.js';

const AT_ONCE = 10;

/**
 * Asks the provider about purchases whose news never came and ends them in time, has automatic ones paid and what is
 * to be saved kept, and resumes refunds.
 */
@Injectable()
export class PurchaseWatch extends Rounds {
  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly purchaseLedger: PurchaseLedger,
    private readonly refunds: RefundService,
    private readonly recharges: RechargeService,
    private readonly charges: RechargeCharge,
    private readonly methods: PaymentMethods,
    private readonly settings: BillingSettings,
  ) {
    super({ busyMs: 1_000, idleMs: 5_000 });
  }

  protected async round(): Promise<RoundOutcome> {
    const due = await takeDuePurchases(this.database, {
      limit: AT_ONCE,
      pollSeconds: this.settings.purchasePollSeconds,
      openSeconds: this.settings.purchaseOpenSeconds,
    });
    const asking = due.map((purchase) =>
      this.ask(purchase).catch((error: unknown) => this.logger.error(error)),
    );
    // All at once, so that a provider that is away doesn't hold up a stop for long; one that fails stops no other.
    const [refunds, rules] = await Promise.allSettled([
      this.refunds.resume(AT_ONCE),
      this.recharges.resume(AT_ONCE),
      ...asking,
    ]);
    if (refunds.status === 'rejected') this.logger.error(refunds.reason);
    if (rules.status === 'rejected') this.logger.error(rules.reason);
    if (refunds.status === 'rejected' || rules.status === 'rejected') return 'failed';
    const found = Math.max(due.length, refunds.value, rules.value);
    if (found >= AT_ONCE) return 'more';
    return found > 0 ? 'found' : 'nothing';
  }

  private async ask(purchase: DuePurchase): Promise<void> {
    const { isPaid, tenantId, id: purchaseId, payment, provider } = purchase;
    if (isPaid) return this.methods.keep({ tenantId, purchaseId, payment }, provider);
    const news = await this.newsOf(purchase);
    if (!news) return;
    await this.database.asWorker(async (tx) => {
      await this.purchaseLedger.learn(tx, await this.purchaseLedger.lock(tx, purchase), news);
    });
  }

  private async newsOf(purchase: DuePurchase): Promise<Paid | Closed | null> {
    const { tenantId, provider, checkout, isOver, charge, isAsked } = purchase;
    if (charge !== null && provider === this.provider.name)
      return this.charges.ask({ ...charge, isOver, isAsked });
    if (checkout !== null && provider === this.provider.name)
      return isOver ? this.provider.close(checkout) : this.provider.read(checkout);
    // Nobody was given an address to pay at, or at one that is no more.
    return isOver ? { kind: 'closed', checkout: checkout ?? '', as: 'expired', tenantId } : null;
  }
}
