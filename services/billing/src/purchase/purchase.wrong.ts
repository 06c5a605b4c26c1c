import type { PaymentNews } from '../payment/payment.provider.js';
import type { Doubt } from './purchase.doubt.js';
import type { Purchase } from './purchase.entity.js';
import type { Known } from './purchase.status.js';

type Wrong = Pick<Purchase, 'wrongMicros' | 'wrongCurrency' | 'wrongPayment'>;
type Paying = Wrong & Pick<Purchase, 'paidAt'>;

const CURRENCY = /^[a-z]{3}$/;

/** A payment of another amount, or in another currency: of such a purchase nothing more is expected. */
export function isWrong(code: string | null): boolean {
  return code === 'amount_mismatch' || code === 'currency_mismatch';
}

/** What is kept of the first wrong payment, so that it can be returned; undefined when it doesn't say what that would be. */
export function wrongOf({ wrongMicros, paidAt }: Paying, news: PaymentNews): Wrong | undefined {
  if (news.kind !== 'paid' || paidAt || wrongMicros !== null) return undefined;
  const { totalMicros, currency, payment } = news;
  const isAmount = Number.isSafeInteger(totalMicros) && totalMicros > 0;
  if (!isAmount || !CURRENCY.test(currency)) return undefined;
  return { wrongMicros: totalMicros, wrongCurrency: currency, wrongPayment: payment };
}

/** Whether money lies at the provider for which nothing was credited. */
export function isWronglyPaid({ wrongMicros, paidAt }: Paying): boolean {
  return wrongMicros !== null && !paidAt;
}

/** A payment that was found wrong stays so, whatever is told of it again: it may be on its way back. */
export function isKnownWrong(purchase: Paying, news: PaymentNews): boolean {
  return news.kind === 'paid' && isWronglyPaid(purchase) && news.payment === purchase.wrongPayment;
}

/** What of a wrong payment nobody has returned, at the provider or by a refund of ours that is done. */
export function keptMicros({ wrongMicros }: Wrong, { refund, outsideMicros }: Known): number {
  const returned = outsideMicros + (refund?.isDone ? refund.amountMicros : 0);
  return Math.max((wrongMicros ?? 0) - returned, 0);
}

/** The flag of a wrongly paid purchase follows the money: gone once all of it went back, there again when it didn't. */
export function flagOf(purchase: Wrong & Pick<Purchase, 'flag'>, known: Known): string | null {
  const { flag, wrongCurrency } = purchase;
  if (keptMicros(purchase, known) === 0) return isWrong(flag) ? null : flag;
  const doubt: Doubt = wrongCurrency === 'usd' ? 'amount_mismatch' : 'currency_mismatch';
  return flag ?? doubt;
}
