import { englishOffers, notOfferedInEnglish } from './english.js';
import { frenchOffers, notOfferedInFrench } from './french.js';
import { sentencesOf } from './sentences.js';
import { notOfferedInSpanish, spanishOffers } from './spanish.js';

/** Why a text that looks promotional isn't taken before its sender has said what it is. */
export const textClassRequired = {
  code: 'text_class_required',
  detail:
    'This reads like advertising, which needs written consent. State its class: promotional, informational or conversational.',
} as const;

const languages = [
  [englishOffers, notOfferedInEnglish],
  [spanishOffers, notOfferedInSpanish],
  [frenchOffers, notOfferedInFrench],
] as const;

/**
 * Whether a text reads like advertising, in English, Spanish or French: a sale, a discount, a coupon, an offer
 * that ends. It is a guess that had rather miss one than take a quote, an invoice or an answer for one: whoever
 * sends it has the last word. Sentence by sentence, so that what is said of a bill covers no offer beside it.
 */
export function looksPromotional(body: string): boolean {
  return sentencesOf(body).some((sentence) =>
    languages.some(([offers, isNone]) => offers.test(sentence) && !isNone.test(sentence)),
  );
}
