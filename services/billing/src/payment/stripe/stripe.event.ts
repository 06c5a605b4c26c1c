import { Stripe } from 'stripe';
import { invalidSignature, malformedEvent, signatureExpired } from '../payment.errors.js';

/** Stripe's own default. */
const TOLERANCE_SECONDS = 300;
/** As Stripe names things: `evt_…`, `pi_…`. */
const NAME = /^\w[\w-]{0,254}$/;

/**
 * An event that Stripe signed within five minutes of now, by either clock.
 * @throws invalid_signature, signature_expired, malformed_event for what is signed and no event
 */
export function verifiedEvent(
  { webhooks }: Stripe,
  secret: string,
  { payload, signature }: { readonly payload: string; readonly signature: string },
): Stripe.Event {
  try {
    webhooks.signature!.verifyHeader(payload, signature, secret, TOLERANCE_SECONDS);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    throw error.message.startsWith('Timestamp') ? signatureExpired() : invalidSignature();
  }
  // Stripe's check looks at the past alone.
  const aheadSeconds = signedAt(signature) - Date.now() / 1_000;
  if (!(aheadSeconds <= TOLERANCE_SECONDS)) throw signatureExpired();
  const event = parsed(payload);
  if (!isEvent(event)) throw malformedEvent();
  return event;
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

/** In seconds since 1970, read as Stripe's check reads it: the last `t` counts. */
function signedAt(signature: string): number {
  const times = signature.split(',').filter((item) => item.startsWith('t='));
  return Number.parseInt(times.at(-1)?.slice(2) ?? '', 10);
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is Stripe.Event {
  if (!isObject(value) || !isName(value['id']) || typeof value['type'] !== 'string') return false;
  return isObject(value['data']) && isObject(value['data']['object']);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
