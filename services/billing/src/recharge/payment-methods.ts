import { Database, query } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { LedgerService } from '../ledger/ledger.service.js';
import {
  PaymentProvider,
  type ProviderName,
  type SavingPurchase,
} from '../payment/payment.provider.js';
import { RechargeTrigger } from './recharge.trigger.js';

/** What businesses are charged by while nobody is there: the provider's names for it, and nothing of a card. */
@Injectable()
export class PaymentMethods {
  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly ledger: LedgerService,
    private readonly trigger: RechargeTrigger,
  ) {}

  /** Keeps what a purchase was paid with, as its payer agreed to, instead of what was kept before. */
  async keep(purchase: SavingPurchase, at: ProviderName): Promise<void> {
    const { tenantId, purchaseId } = purchase;
    const method = at === this.provider.name ? await this.provider.savedBy(purchase) : null;
    await this.database.asWorker(async (tx) => {
      await this.ledger.lock(tx, [purchase]);
      if (method)
        await query(
          tx,
          `INSERT INTO payment_method (tenant_id, provider, customer_reference, method_reference, purchase_id)
           VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (tenant_id, provider) DO UPDATE
              SET customer_reference = $3, method_reference = $4, purchase_id = $5, saved_at = now()
            WHERE (SELECT paid_at FROM purchase WHERE tenant_id = $1 AND id = payment_method.purchase_id)
               <= (SELECT paid_at FROM purchase WHERE tenant_id = $1 AND id = $5)`,
          [
            tenantId,
            this.provider.name,
            method.customerReference,
            method.methodReference,
            purchaseId,
          ],
        );
      await query(tx, `UPDATE purchase SET poll_at = NULL WHERE tenant_id = $1 AND id = $2`, [
        tenantId,
        purchaseId,
      ]);
      await this.trigger.refresh(tx, tenantId);
    });
  }
}
