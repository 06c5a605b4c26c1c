import { RechargeFailed } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import type { PaymentNews } from '../payment/payment.provider.js';
import type { Purchase } from '../purchase/purchase.entity.js';
import { noteCapReached, resumeRule, suspendRule } from './recharge.queries.js';
import { RechargeTrigger } from './recharge.trigger.js';

/** What follows for automatic purchases from news of any purchase, in the transaction that keeps them. */
@Injectable()
export class RechargeOutcome {
  constructor(
    private readonly outbox: Outbox,
    private readonly trigger: RechargeTrigger,
  ) {}

  /** After news that were news: a purchase was paid, came to its end, is disputed or is not any more. */
  async follow(tx: Transaction, purchase: Purchase, news: PaymentNews): Promise<void> {
    // What was refunded before its payment was told of stays suspended by that.
    if (news.kind === 'paid' && purchase.state === 'paid') await this.paid(tx, purchase);
    if (news.kind === 'closed' && news.failure && purchase.isAutomatic) {
      const { tenantId, id: purchaseId, bundle, priceMicros } = purchase;
      const reason = news.failure;
      await suspendRule(tx, { tenantId, purchaseId }, reason);
      const failed = { accountId: tenantId, purchaseId, reason, bundle, priceMicros };
      await this.outbox.add(tx, RechargeFailed, tenantId, failed);
    }
    if (news.kind === 'closed' && news.isOverCap)
      await noteCapReached(tx, { tenantId: purchase.tenantId, purchaseId: purchase.id });
    await this.trigger.refresh(tx, purchase.tenantId);
  }

  /** What was given back isn't bought again by itself: before the balance is told of. */
  async refunded(tx: Transaction, { tenantId, id: purchaseId }: Purchase): Promise<void> {
    await suspendRule(tx, { tenantId, purchaseId }, 'refunded');
  }

  /**
   * A person who paid can pay again; an automatic payment that came after all lifts its own failure alone. What it was
   * paid with is asked of the provider by the watch over purchases.
   */
  private async paid(
    tx: Transaction,
    { tenantId, id, isAutomatic, savesMethod }: Purchase,
  ): Promise<void> {
    await resumeRule(tx, tenantId, isAutomatic ? id : null);
    if (savesMethod)
      await query(tx, `UPDATE purchase SET poll_at = now() WHERE tenant_id = $1 AND id = $2`, [
        tenantId,
        id,
      ]);
  }
}
