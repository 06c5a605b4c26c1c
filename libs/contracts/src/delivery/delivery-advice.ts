/** What the office can do about a text that didn't arrive, as the console offers it. */
export const DELIVERY_FIXES = [
  'correct_number',
  'call_instead',
  'finish_registration',
  'purchase',
  'wait',
  'resend',
  'ask_operator',
  'none',
] as const;
export type DeliveryFix = (typeof DELIVERY_FIXES)[number];

/**
 * Whether the same text may be sent to the same number again, by hand. Nothing is sent again by itself.
 * - `no`: it would end the same way · `never`: it must not be sent
 * - `once`: one more try, hours later · `later`: once what stands in the way has passed
 * - `slower`: now, but fewer at a time · `after_fix`: once what the next step says is done
 */
export const DELIVERY_RETRIES = ['no', 'never', 'once', 'later', 'slower', 'after_fix'] as const;
export type DeliveryRetry = (typeof DELIVERY_RETRIES)[number];

/** What a failed text means, in words for the office. */
export interface DeliveryAdvice {
  readonly sentence: string;
  readonly nextStep: string;
  readonly fix: DeliveryFix;
  readonly retry: DeliveryRetry;
  /** Not this text alone: nothing of the business arrives until it is put right. */
  readonly affectsBusiness?: true;
}
