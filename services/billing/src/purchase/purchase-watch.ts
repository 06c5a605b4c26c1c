import { derivedId } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Problem } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { BillingSettings } from '../config.js';
import { type Closed, type Paid, PaymentProvider } from '../payment/payment.provider.js';
import { PaymentMethods } from '../recharge/payment-methods.js';
import { RechargeCharge } from '../recharge/recharge.charge.js';
import { RechargeService } from '../recharge/recharge.service.js';
import { type DuePurchase, takeDuePurchases } from './purchase-watch.queries.js';
import { RefundService } from './refund.service.js';
import { PurchaseLedger } from './purchase.ledger.js';
import type { PurchaseKey } from './purchase.queries.js';

const AT_ONCE = 10;
const LATE = { reason: 'Paid after the business was closed', actor: 'system:closing' };

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
    // Looking seldomer than purchases are due, it would be late.
    const dueMs = settings.purchasePollSeconds * 1_000;
    super({ busyMs: Math.min(1_000, dueMs), idleMs: Math.min(5_000, dueMs) });
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
    const { isPaid, isLate, tenantId, id: purchaseId, payment, provider } = purchase;
    if (isLate) return this.payBack(purchase);
    if (isPaid) return this.methods.keep({ tenantId, purchaseId, payment }, provider);
    const news = await this.newsOf(purchase);
    if (!news) return;
    await this.database.asWorker(async (tx) => {
      await this.purchaseLedger.learn(tx, await this.purchaseLedger.lock(tx, purchase), news);
    });
  }

  /** What the texts of a closed business were in debt for, or used meanwhile, is not returned. */
  private async payBack({ tenantId, id: purchaseId }: PurchaseKey): Promise<void> {
    const id = derivedId('refund', purchaseId, 'closed');
    try {
      await this.refunds.request({ tenantId, id, purchaseId, ...LATE });
    } catch (error) {
      // Disputed, or returned already, or nothing is left: it stays as it is.
      if (!(error instanceof Problem)) throw error;
      this.logger.warn({ err: error }, `purchase ${purchaseId} came too late, and is not returned`);
    }
    await this.database.query(
      `UPDATE purchase SET poll_at = NULL WHERE tenant_id = $1 AND id = $2`,
      [tenantId, purchaseId],
    );
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
