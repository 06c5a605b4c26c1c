import type { CheckoutView } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Purchase } from '../../purchase/purchase.entity.js';
import { receiptOf } from '../../purchase/receipt.js';
import { PaymentProvider } from '../payment.provider.js';
import { PaymentService } from '../payment.service.js';
import { TestPaymentProvider } from './test-payment.provider.js';

/** What happens on the page of the test provider. Where Stripe takes the money there is none. */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentService,
    private readonly database: Database,
  ) {}

  /** @throws not_found */
  async show(token: string): Promise<CheckoutView> {
    const { tenantId, purchaseId } = await this.find(token);
    const purchase = await this.database.asTenant(tenantId, (tx) =>
      tx.findOneByOrFail(Purchase, { tenantId, id: purchaseId }),
    );
    const { state, businessName, bundle, priceMicros, savesMethod } = purchase;
    const receipt = receiptOf(purchase);
    return {
      state,
      businessName,
      bundle,
      priceMicros,
      ...(savesMethod && { savesMethod }),
      ...(receipt && { receipt }),
    };
  }

  /**
   * Pays or cancels, once: what is over stays as it ended. Should we die before we hear of it ourselves,
   * the watch over purchases asks.
   * @throws not_found
   */
  async end(token: string, as: 'paid' | 'canceled'): Promise<CheckoutView> {
    const { purchaseId } = await this.find(token);
    const news = await this.provided().end(token, as);
    const id = `${purchaseId}-${news?.kind}`;
    await this.payments.hear({ id, news, purchaseId, payment: null });
    return this.show(token);
  }

  private async find(token: string): Promise<{ tenantId: string; purchaseId: string }> {
    const checkout = await this.provided().find(token);
    if (!checkout) throw notFound('checkout');
    return checkout;
  }

  private provided(): TestPaymentProvider {
    if (this.provider instanceof TestPaymentProvider && this.provider.isConfigured)
      return this.provider;
    throw notFound('checkout');
  }
}
