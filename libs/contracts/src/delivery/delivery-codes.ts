import type { DeliveryAdvice } from './delivery-advice.js';
import { OWN_CODES } from './own-codes.js';
import { TWILIO_CODES, UNKNOWN_CODE } from './twilio-codes.js';

/** Twilio's "attempt to send to unsubscribed recipient". */
const OPTED_OUT_AT_PROVIDER = 21610;

/** A line of the published table: a code of ours, or one of Twilio's. */
export interface DeliveryCode extends DeliveryAdvice {
  readonly code: string;
  /** Twilio's number for it, which stands on a message beside our code. */
  readonly providerCode?: number;
}

/** What every code that can stand on a message means; the last line is for all others. */
export const DELIVERY_CODES: readonly DeliveryCode[] = [
  ...Object.entries(OWN_CODES).map(([code, advice]) => ({ code, ...advice })),
  ...Object.entries(TWILIO_CODES).map(([code, advice]) => ({
    code: ownCodeOf(Number(code)),
    providerCode: Number(code),
    ...advice,
  })),
  { code: 'unknown', ...UNKNOWN_CODE },
];

/**
 * What the codes of a failed text mean: Twilio's says most, then ours. A code that nobody has heard of
 * has a safe answer.
 */
export function adviceOf(code: string, providerCode: number | null = null): DeliveryAdvice {
  if (providerCode !== null && Object.hasOwn(TWILIO_CODES, providerCode))
    return TWILIO_CODES[providerCode] ?? UNKNOWN_CODE;
  return (Object.hasOwn(OWN_CODES, code) ? OWN_CODES[code] : undefined) ?? UNKNOWN_CODE;
}

/** Codes that start with 2 are refusals at once; the others come after Twilio took the text. */
function ownCodeOf(providerCode: number): string {
  if (providerCode === OPTED_OUT_AT_PROVIDER) return 'recipient_opted_out';
  return providerCode < 30_000 ? 'provider_rejected' : 'carrier_error';
}
