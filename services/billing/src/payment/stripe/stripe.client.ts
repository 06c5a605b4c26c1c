import { Stripe } from 'stripe';
import type { BillingSettings } from '../../config.js';

/** With its repetitions under 25 s: the gateway waits no longer, and neither does a stop. */
const TIMEOUT_MS = 6_000;

/** Stripe's own client, which repeats with the same idempotency key. Its telemetry stays off. */
export function stripeClient({ stripeSecretKey, stripeBaseUrl }: BillingSettings): Stripe {
  if (stripeSecretKey === undefined) throw new Error('STRIPE_SECRET_KEY is not set');
  return new Stripe(stripeSecretKey, {
    maxNetworkRetries: 2,
    timeout: TIMEOUT_MS,
    telemetry: false,
    ...(stripeBaseUrl !== undefined && addressOf(stripeBaseUrl)),
  });
}

/** Stripe understood and said no; anything else may be otherwise the next time. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}

/** What a request names isn't at Stripe, or not any more. */
export function isMissing(error: unknown): boolean {
  return isRefusal(error) && (error as Stripe.errors.StripeError).code === 'resource_missing';
}

function addressOf(baseUrl: string): { host: string; port: string; protocol: 'http' | 'https' } {
  const { hostname, port, protocol } = new URL(baseUrl);
  const isPlain = protocol === 'http:';
  return {
    host: hostname,
    port: port || (isPlain ? '80' : '443'),
    protocol: isPlain ? 'http' : 'https',
  };
}
