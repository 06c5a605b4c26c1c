import type { FlaggedPurchaseView, PurchaseView, RefundView } from '@fieldline/contracts';
import type { Purchase } from './purchase.entity.js';
import { receiptOf } from './receipt.js';
import type { Refund } from './refund.entity.js';

export function toPurchaseView(purchase: Purchase, refund?: Refund): PurchaseView {
  const { id, state, bundle, priceMicros, checkoutUrl, boughtBy, createdAt, flag } = purchase;
  const { wrongMicros, wrongCurrency } = purchase;
  const receipt = receiptOf(purchase);
  return {
    id,
    state,
    bundle,
    priceMicros,
    checkoutUrl,
    boughtBy,
    createdAt: createdAt.toISOString(),
    ...(receipt && { receipt }),
    ...(refund && { refund: toRefundView(refund) }),
    ...(flag !== null && { flag }),
    ...(wrongMicros !== null &&
      wrongCurrency !== null && {
        wrongPayment: { amountMicros: wrongMicros, currency: wrongCurrency.toUpperCase() },
      }),
  };
}

export function toFlaggedView(purchase: Purchase, refund?: Refund): FlaggedPurchaseView {
  const { tenantId, businessName, flag } = purchase;
  return { ...toPurchaseView(purchase, refund), tenantId, businessName, flag: flag ?? '' };
}

export function toRefundView(refund: Refund): RefundView {
  const { id, state, reason, segments, amountMicros, createdAt } = refund;
  return { id, state, reason, segments, amountMicros, createdAt: createdAt.toISOString() };
}
