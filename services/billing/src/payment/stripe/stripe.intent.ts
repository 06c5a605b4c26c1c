import type { RechargeFailure } from '@fieldline/contracts';
import type Stripe from 'stripe';
import type { Closed, Paid } from '../payment.provider.js';
import { TAX_KEY, TENANT_KEY } from './stripe.names.js';

const MICROS_PER_CENT = 10_000;

/** How a payment stands that was made without anybody there; null while it isn't decided. */
export function readIntent(intent: Stripe.PaymentIntent): Paid | Closed | null {
  const { id, status, metadata, currency, amount_received } = intent;
  const tenantId = metadata[TENANT_KEY] ?? null;
  if (status === 'succeeded')
    return {
      kind: 'paid',
      checkout: id,
      payment: id,
      totalMicros: amount_received * MICROS_PER_CENT,
      taxMicros: Number(metadata[TAX_KEY] ?? 0) * MICROS_PER_CENT,
      currency,
      tenantId,
    };
  const failure = failureOf(intent);
  return failure ? { kind: 'closed', checkout: id, as: 'canceled', tenantId, failure } : null;
}

/** Nobody is there to try again, or to prove who they are. */
function failureOf({
  status,
  last_payment_error: error,
}: Stripe.PaymentIntent): RechargeFailure | undefined {
  if (status === 'requires_action' || error?.code === 'authentication_required')
    return 'authentication_required';
  // Without an error nothing was declined: it took too long, and was ended.
  if (status === 'canceled') return error ? 'card_declined' : 'payment_unavailable';
  return status === 'requires_payment_method' && error ? 'card_declined' : undefined;
}
