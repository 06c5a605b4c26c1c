import type { PaymentNews } from '../payment/payment.provider.js';
import type { Purchase } from './purchase.entity.js';

export type Doubt = 'payment_mismatch' | 'amount_mismatch' | 'currency_mismatch';

/** How news contradict the purchase that they name; undefined when they don't. */
export function doubtOf(purchase: Purchase, news: PaymentNews): Doubt | undefined {
  if (news.kind !== 'paid' && news.kind !== 'closed') return undefined;
  const { tenantId, checkoutReference, paymentReference } = purchase;
  if (news.tenantId !== tenantId) return 'payment_mismatch';
  if (checkoutReference !== null && news.checkout !== checkoutReference) return 'payment_mismatch';
  if (news.kind !== 'paid') return undefined;
  if (purchase.paidAt && news.payment !== paymentReference) return 'payment_mismatch';
  if (news.currency !== 'usd') return 'currency_mismatch';
  const isAmount =
    news.taxMicros >= 0 && news.totalMicros - news.taxMicros === purchase.priceMicros;
  return isAmount ? undefined : 'amount_mismatch';
}
