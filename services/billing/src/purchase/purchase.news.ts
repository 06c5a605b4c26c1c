import type { Transaction } from '@fieldline/database';
import type { Closed, Paid, PaymentNews, Refunded } from '../payment/payment.provider.js';
import type { Purchase } from './purchase.entity.js';
import { keepDispute, nextReceiptNumber, refundedByUs } from './purchase.queries.js';
import { Refund } from './refund.entity.js';

/** `old`: known before, or overtaken · `partial_refund`: an operator looks at it */
type Noted = 'noted' | 'old' | 'partial_refund';

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
    case 'refunded':
      return noteRefund(tx, purchase, news);
    case 'refund_failed': {
      const { tenantId, id: purchaseId } = purchase;
      const refund = { tenantId, id: news.refundId, purchaseId };
      const known = await tx.findOneBy(Refund, refund);
      if (!known || known.state === 'failed') return 'old';
      await tx.update(Refund, refund, { state: 'failed' });
      return 'noted';
    }
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

/** Our own refunds come back as news, too: what was taken for them was taken when they were asked for. */
async function noteRefund(tx: Transaction, purchase: Purchase, news: Refunded): Promise<Noted> {
  if (purchase.refundedOutside) return 'old';
  if ((await refundedByUs(tx, purchase)) >= news.refundedMicros) return 'old';
  if (!news.isWhole) return 'partial_refund';
  purchase.refundedOutside = true;
  return 'noted';
}
