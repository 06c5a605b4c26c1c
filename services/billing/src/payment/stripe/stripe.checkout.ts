import type { Stripe } from 'stripe';
import type { BillingSettings } from '../../config.js';
import type { NewCheckout } from '../payment.provider.js';
import { isMissing } from './stripe.client.js';
import { PURCHASE_KEY, TENANT_KEY } from './stripe.names.js';

const MICROS_PER_CENT = 10_000;

type Params = Stripe.Checkout.SessionCreateParams;

/** Opens a checkout, or finds the one that the same purchase opened before. */
export async function openSession(
  stripe: Stripe,
  checkout: NewCheckout,
  settings: BillingSettings,
): Promise<Stripe.Checkout.Session> {
  const idempotencyKey = `checkout-${checkout.purchaseId}`;
  const { sessions } = stripe.checkout;
  try {
    return await sessions.create(checkoutOf(checkout, settings), { idempotencyKey });
  } catch (error) {
    if (checkout.customerReference === null || !isMissing(error)) throw error;
    // Who has saved before was deleted at Stripe. Another key: under that one Stripe would say so again.
    const anew = checkoutOf({ ...checkout, customerReference: null }, settings);
    return sessions.create(anew, { idempotencyKey: `${idempotencyKey}-new-payer` });
  }
}

/** What a checkout is asked for with. The same purchase asks for the same, however often. */
function checkoutOf(checkout: NewCheckout, settings: BillingSettings): Params {
  const { tenantId, purchaseId, bundle, priceMicros, savesMethod } = checkout;
  const metadata = { [PURCHASE_KEY]: purchaseId, [TENANT_KEY]: tenantId };
  const back = `${settings.publicBaseUrl.replace(/\/+$/, '')}/checkout`;
  return {
    mode: 'payment',
    client_reference_id: purchaseId,
    metadata,
    payment_intent_data: {
      metadata,
      ...(savesMethod && { setup_future_usage: 'off_session' }),
    },
    ...(savesMethod && payerOf(checkout, settings)),
    success_url: `${back}/thanks`,
    cancel_url: `${back}/left`,
    automatic_tax: { enabled: settings.stripeAutomaticTax },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: 'usd',
          unit_amount: priceMicros / MICROS_PER_CENT,
          tax_behavior: 'exclusive',
          product_data: { name: `${bundle.toLocaleString('en-US')} message segments` },
        },
      },
    ],
  };
}

/** What is saved belongs to a customer of Stripe's: who has saved before, or a new one. */
function payerOf(
  { customerReference: customer }: NewCheckout,
  { stripeAutomaticTax: keepsAddress }: BillingSettings,
): Params {
  if (customer === null) return { customer_creation: 'always' };
  // Its tax is computed from the address that is entered now.
  return { customer, ...(keepsAddress && { customer_update: { address: 'auto' } }) };
}
