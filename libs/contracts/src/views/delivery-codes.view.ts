import type { DeliveryAdvice } from '../delivery/delivery-advice.js';
import type { DeliveryCode } from '../delivery/delivery-codes.js';

/** What each code that stands on a failed text means. */
export interface DeliveryCodesView {
  items: readonly DeliveryCode[];
  /** Of every code that isn't listed. */
  otherwise: DeliveryAdvice;
}
