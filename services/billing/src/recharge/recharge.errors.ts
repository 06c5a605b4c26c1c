import { Problem } from '@fieldline/http';

export const capBelowPrice = (priceMicros: number): Problem =>
  new Problem({
    code: 'cap_below_price',
    status: 422,
    detail: 'The monthly cap does not cover this bundle once.',
    extras: { priceMicros },
  });

/** One recharge lifts the balance above its threshold, so that none follows at once. */
export const thresholdAboveBundle = (): Problem =>
  new Problem({
    code: 'threshold_above_bundle',
    status: 422,
    detail: 'The threshold has to be below the size of the bundle.',
  });

export const paymentMethodRequired = (): Problem =>
  new Problem({
    code: 'payment_method_required',
    status: 409,
    detail: 'Nothing is saved to pay with. Buy a bundle with saveForRecharge first.',
  });
