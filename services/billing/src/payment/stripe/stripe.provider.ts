import { Stripe } from 'stripe';
import type { BillingSettings } from '../../config.js';
import { invalidSignature, signatureExpired } from '../payment.errors.js';
import {
  type Closed,
  type NewCheckout,
  type OpenedCheckout,
  type Paid,
  type PaymentEvent,
  PaymentProvider,
  type RefundAnswer,
  type RefundRequest,
} from '../payment.provider.js';
import { stripeClient } from './stripe.client.js';
import { PURCHASE_KEY, readEvent, readSession, REFUND_KEY, TENANT_KEY } from './stripe.news.js';

const MICROS_PER_CENT = 10_000;
const TOLERANCE_SECONDS = 300;
const TEST_KEY = /^[a-z]+_test_/;

/** Stripe Checkout: Stripe's own page takes the money, so that no card comes near us. */
export class StripeProvider extends PaymentProvider {
  override readonly name = 'stripe';
  private readonly stripe: Stripe;

  constructor(private readonly settings: BillingSettings) {
    super();
    this.stripe = stripeClient(settings);
  }

  /** A key of Stripe's test mode takes play money, like our own test checkout. */
  override get isConfigured(): boolean {
    return this.settings.playMoney || !TEST_KEY.test(this.settings.stripeSecretKey ?? '');
  }

  override async open(checkout: NewCheckout): Promise<OpenedCheckout> {
    const { tenantId, purchaseId, bundle, priceMicros } = checkout;
    const metadata = { [PURCHASE_KEY]: purchaseId, [TENANT_KEY]: tenantId };
    const back = `${this.settings.publicBaseUrl.replace(/\/+$/, '')}/checkout`;
    const session = await this.stripe.checkout.sessions.create(
      {
        mode: 'payment',
        client_reference_id: purchaseId,
        metadata,
        payment_intent_data: { metadata },
        success_url: `${back}/thanks`,
        cancel_url: `${back}/left`,
        automatic_tax: { enabled: this.settings.stripeAutomaticTax },
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
      },
      { idempotencyKey: `checkout-${purchaseId}` },
    );
    if (!session.url) throw new Error('Stripe opened a checkout without an address');
    return { reference: session.id, url: session.url };
  }

  override async read(checkout: string): Promise<Paid | Closed | null> {
    return readSession(await this.stripe.checkout.sessions.retrieve(checkout));
  }

  override async close(checkout: string): Promise<Paid | Closed | null> {
    try {
      return readSession(await this.stripe.checkout.sessions.expire(checkout));
    } catch (error) {
      // Somebody was faster: it is paid, or over already.
      if (isRefusal(error)) return this.read(checkout);
      throw error;
    }
  }

  override async refund(request: RefundRequest): Promise<RefundAnswer> {
    if (request.payment === null) return { outcome: 'refused' };
    try {
      return answerOf((await this.madeBefore(request)) ?? (await this.makeRefund(request)));
    } catch (error) {
      if (isRefusal(error)) return { outcome: 'refused' };
      throw error;
    }
  }

  override async purchaseOf(payment: string): Promise<string | null> {
    try {
      const { metadata } = await this.stripe.paymentIntents.retrieve(payment);
      return metadata[PURCHASE_KEY] ?? null;
    } catch (error) {
      if (isRefusal(error)) return null;
      throw error;
    }
  }

  override parse(payload: string, signature: string): PaymentEvent {
    const secret = this.settings.stripeWebhookSecret ?? '';
    try {
      const { webhooks } = this.stripe;
      return readEvent(webhooks.constructEvent(payload, signature, secret, TOLERANCE_SECONDS));
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      throw error.message.startsWith('Timestamp') ? signatureExpired() : invalidSignature();
    }
  }

  private makeRefund(request: RefundRequest): Promise<Stripe.Refund> {
    const { refundId, purchaseId, payment, amountMicros } = request;
    return this.stripe.refunds.create(
      {
        payment_intent: payment ?? undefined,
        amount: amountMicros / MICROS_PER_CENT,
        reason: 'requested_by_customer',
        metadata: { [PURCHASE_KEY]: purchaseId, [REFUND_KEY]: refundId },
      },
      { idempotencyKey: `refund-${refundId}` },
    );
  }

  /** Stripe forgets an idempotency key after a day: what was made before is looked for instead. */
  private async madeBefore(request: RefundRequest): Promise<Stripe.Refund | undefined> {
    if (!request.isRepeated) return undefined;
    const { data } = await this.stripe.refunds.list({
      payment_intent: request.payment ?? undefined,
      limit: 100,
    });
    return data.find(({ metadata }) => metadata?.[REFUND_KEY] === request.refundId);
  }
}

function answerOf({ id, status }: Stripe.Refund): RefundAnswer {
  const isRefused = status === 'failed' || status === 'canceled';
  return isRefused ? { outcome: 'refused' } : { outcome: 'done', reference: id };
}

/** Stripe understood and said no; anything else may be otherwise the next time. */
function isRefusal(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}
