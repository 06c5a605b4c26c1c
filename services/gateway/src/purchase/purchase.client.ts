import type {
  BundleView,
  ChangePurchasePolicy,
  FlaggedPurchaseView,
  ListQuery,
  OpenPurchase,
  Page,
  PaymentEventView,
  Principal,
  PurchasePolicyView,
  PurchaseView,
  ReceiptView,
  RefundPurchase,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../upstream/system.js';
import { Billing } from '../upstream/services.js';

/** Opening a checkout or refunding waits for the payment provider. */
const PATIENCE_MS = 25_000;

@Injectable()
export class PurchaseClient {
  constructor(private readonly billing: Billing) {}

  bundles(caller: Principal): Promise<{ items: BundleView[] }> {
    return this.billing.get('/bundles', caller);
  }

  /** @param id what a repeat has again */
  open(caller: Principal, id: string, order: OpenPurchase): Promise<PurchaseView> {
    return this.billing.post('/purchases', caller, order, named(id));
  }

  list(caller: Principal, query: ListQuery): Promise<Page<PurchaseView>> {
    return this.billing.get('/purchases', caller, query);
  }

  get(caller: Principal, id: string): Promise<PurchaseView> {
    return this.billing.get(path`/purchases/${id}`, caller);
  }

  receipt(caller: Principal, id: string): Promise<ReceiptView> {
    return this.billing.get(path`/purchases/${id}/receipt`, caller);
  }

  /** @param id what a repeat has again */
  refund(
    caller: Principal,
    id: string,
    purchaseId: string,
    refund: RefundPurchase,
  ): Promise<PurchaseView> {
    return this.billing.post(path`/purchases/${purchaseId}/refunds`, caller, refund, named(id));
  }

  /** Those that an operator should look at: of the business that he acts for, or of all. */
  flagged(caller: Principal, query: ListQuery): Promise<Page<FlaggedPurchaseView>> {
    return this.billing.get('/flagged-purchases', caller, query);
  }

  /** @throws may_not_buy */
  async checkBuyer(caller: Principal): Promise<void> {
    await this.billing.get('/purchase-policy/permission', caller);
  }

  policy(caller: Principal): Promise<PurchasePolicyView> {
    return this.billing.get('/purchase-policy', caller);
  }

  changePolicy(caller: Principal, change: ChangePurchasePolicy): Promise<PurchasePolicyView> {
    return this.billing.put('/purchase-policy', caller, change);
  }

  /** Answered once it is durable. An event has its effect once: it may be repeated. */
  deliverEvent(payload: string, signature: string): Promise<PaymentEventView> {
    const event = { payload, signature };
    return this.billing.post('/payment-events', SYSTEM, event, { idempotent: true });
  }
}

function named(id: string) {
  return { headers: { 'idempotency-id': id }, idempotent: true, timeoutMs: PATIENCE_MS };
}
