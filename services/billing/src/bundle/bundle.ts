import { type Bundle, BUNDLES, type BundleView } from '@fieldline/contracts';
import { invalidBundle } from './bundle.errors.js';

const MICROS_PER_CENT = 10_000;
/** 1.5 cents each; the other prices are a setting. */
const SMALLEST_PRICE_MICROS = 37_500_000;

const DOLLARS = String.raw`([1-9]\d{0,5}(?:\.\d\d)?)`;
/** `10000=130,25000=300,100000=1000`: dollars, with cents or without. */
export const BUNDLE_PRICES = new RegExp(`^10000=${DOLLARS},25000=${DOLLARS},100000=${DOLLARS}$`);

/**
 * What each bundle costs, in whole cents.
 * @throws Error when the text isn't as BUNDLE_PRICES has it
 */
export function bundlesAt(prices: string): BundleView[] {
  const dollars = BUNDLE_PRICES.exec(prices)?.slice(1);
  if (!dollars) throw new Error('BUNDLE_PRICES is malformed');
  const micros = dollars.map((text) => Math.round(Number(text) * 100) * MICROS_PER_CENT);
  return [SMALLEST_PRICE_MICROS, ...micros].map((priceMicros, index) => {
    const bundle = BUNDLES[index]!;
    return { bundle, priceMicros, unitPriceMicros: Math.round(priceMicros / bundle) };
  });
}

/** @throws invalid_bundle for anything but one of the four sizes, as a number */
export function readBundle(value: unknown): Bundle {
  const bundle = BUNDLES.find((size) => size === value);
  if (bundle === undefined) throw invalidBundle();
  return bundle;
}
