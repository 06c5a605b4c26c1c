import type { Transaction } from '@fieldline/database';
import type { Closed, Paid, PaymentNews, ToldRefund } from '../payment/payment.provider.js';
import type { Purchase } from './purchase.entity.js';
import {
  keepDispute,
  keepOutsideRefund,
  nextReceiptNumber,
  type PurchaseKey,
} from './purchase.queries.js';
import { Refund } from './refund.entity.js';

/** `old`: known before, or overtaken */
type Noted = 'noted' | 'old';

/** Adds to what is known of a purchase that is locked. The row itself is saved by the caller. */
export async function noteNews(
  tx: Transaction,
  purchase: Purchase,
  news: PaymentNews,
): Promise<Noted> {
  switch (news.kind) {
    case 'paid':
      return notePayment(tx, purchase, news);
    case 'closed':
      return noteEnd(purchase, news);
    case 'refunds':
      return noteRefunds(tx, purchase, news.refunds);
    case 'disputed':
      return (await keepDispute(tx, purchase, news.reference, news.state)) ? 'noted' : 'old';
  }
}

async function notePayment(tx: Transaction, purchase: Purchase, paid: Paid): Promise<Noted> {
  if (purchase.paidAt) return 'old';
  purchase.paidAt = new Date();
  purchase.checkoutReference = paid.checkout;
  purchase.paymentReference = paid.payment;
  purchase.taxMicros = paid.taxMicros;
  purchase.receiptNumber = await nextReceiptNumber(tx, purchase.tenantId);
  purchase.pollAt = null;
  return 'noted';
}

function noteEnd(purchase: Purchase, { as }: Closed): Noted {
  if (purchase.paidAt || purchase.closedAs) return 'old';
  purchase.closedAs = as;
  purchase.pollAt = null;
  return 'noted';
}

/**
 * Ours come back as news, too: what was taken for them was taken when they were asked for, and only that
 * one failed is new. Each of the others is money that went back without us.
 */
async function noteRefunds(
  tx: Transaction,
  { tenantId, id }: PurchaseKey,
  told: readonly ToldRefund[],
): Promise<Noted> {
  const own = await tx.findBy(Refund, { tenantId, purchaseId: id });
  let noted: Noted = 'old';
  for (const refund of told) {
    const ours = own.find((each) => each.id === refund.refundId);
    const isNews = ours
      ? await noteFailure(tx, ours, refund)
      : await keepOutsideRefund(tx, { tenantId, id }, refund);
    if (isNews) noted = 'noted';
  }
  return noted;
}

async function noteFailure(
  tx: Transaction,
  { tenantId, id, state }: Refund,
  { hasFailed }: ToldRefund,
): Promise<boolean> {
  if (!hasFailed || state === 'failed') return false;
  await tx.update(Refund, { tenantId, id }, { state: 'failed' });
  return true;
}
