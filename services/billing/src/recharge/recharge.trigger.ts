import { newId } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { Account } from '../account/account.entity.js';
import { bundlesAt } from '../bundle/bundle.js';
import { BillingSettings } from '../config.js';
import { PaymentProvider } from '../payment/payment.provider.js';
import { markRecharge, orderRecharges, unmarkRecharges } from './recharge.queries.js';

type Watched = Pick<Account, 'tenantId' | 'available' | 'rechargeAt'>;

/**
 * Decides about automatic purchases, under the lock of the account and in the transaction of the movement: so one is
 * in flight at most, and no two of them fit under what is left of a cap. The purchase is a row then; the watch
 * over purchases has it paid.
 */
@Injectable()
export class RechargeTrigger {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly settings: BillingSettings,
  ) {}

  /** Looks at balances as they are after a movement. One above its threshold costs nothing. */
  async look(tx: Transaction, accounts: readonly Watched[]): Promise<void> {
    if (!this.provider.isConfigured) return;
    const due = accounts
      .filter(({ available, rechargeAt }) => rechargeAt !== null && available <= rechargeAt)
      .map(({ tenantId }) => ({ tenantId, purchaseId: newId() }));
    if (due.length === 0) return;
    await orderRecharges(tx, due, {
      provider: this.provider.name,
      offers: bundlesAt(this.settings.bundlePrices),
    });
    await unmarkRecharges(tx, due);
  }

  /** Looks anew at a business whose account is locked: its rule, its payments or what it pays with has changed. */
  async refresh(tx: Transaction, tenantId: string): Promise<void> {
    await markRecharge(tx, tenantId);
    await this.look(tx, await tx.findBy(Account, { tenantId }));
  }
}
