import type { ReceiptView } from '@fieldline/contracts';
import type { Purchase } from './purchase.entity.js';

const DIGITS = 6;

/** Undefined until it is paid. A receipt stays what it was: a refund doesn't change it. */
export function receiptOf(purchase: Purchase): ReceiptView | undefined {
  const { tenantId, bundle, priceMicros, taxMicros, paidAt, receiptNumber, businessName } =
    purchase;
  if (!paidAt || receiptNumber === null) return undefined;
  const tax = taxMicros ?? 0;
  // The count is a business's own; its id makes the number one of a kind.
  const series = tenantId.replaceAll('-', '').slice(-8).toUpperCase();
  return {
    number: `${series}-${String(receiptNumber).padStart(DIGITS, '0')}`,
    date: paidAt.toISOString(),
    businessName,
    currency: 'USD',
    lines: [
      {
        description: `${bundle.toLocaleString('en-US')} message segments`,
        segments: bundle,
        amountMicros: priceMicros,
      },
    ],
    taxLines: [{ name: 'Tax', amountMicros: tax }],
    totalMicros: priceMicros + tax,
  };
}
