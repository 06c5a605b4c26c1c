import type { Stripe } from 'stripe';
import type { BillingSettings } from '../../config.js';
import {
  type Charge,
  type ChargeOrder,
  type ChargeRequest,
  type Closed,
  type NewCheckout,
  type OpenedCheckout,
  type Paid,
  type PaymentEvent,
  PaymentProvider,
  type RefundAnswer,
  type RefundRequest,
  type Refunds,
  type SavedMethod,
  type SavingPurchase,
} from '../payment.provider.js';
import { StripeCharge } from './stripe.charge.js';
import { openSession } from './stripe.checkout.js';
import { isRefusal, stripeClient } from './stripe.client.js';
import { verifiedEvent } from './stripe.event.js';
import { PURCHASE_KEY, REFUND_KEY } from './stripe.names.js';
import { hasFailed, isAboutRefunds, readEvent, readRefunds, readSession } from './stripe.news.js';

const MICROS_PER_CENT = 10_000;
/** Of one payment; nobody makes as many. */
const REFUNDS_MAX = 1_000;
const TEST_KEY = /^[a-z]+_test_/;

/** Stripe Checkout: Stripe's own page takes the money, so that no card comes near us. */
export class StripeProvider extends PaymentProvider {
  override readonly name = 'stripe';
  private readonly stripe: Stripe;
  private readonly charges: StripeCharge;

  constructor(private readonly settings: BillingSettings) {
    super();
    this.stripe = stripeClient(settings);
    this.charges = new StripeCharge(this.stripe, settings);
  }

  /** A key of Stripe's test mode takes play money, like our own test checkout. */
  override get isConfigured(): boolean {
    return this.settings.playMoney || !TEST_KEY.test(this.settings.stripeSecretKey ?? '');
  }

  override async open(checkout: NewCheckout): Promise<OpenedCheckout> {
    const session = await openSession(this.stripe, checkout, this.settings);
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

  override async savedBy({ payment }: SavingPurchase): Promise<SavedMethod | null> {
    return payment === null ? null : this.charges.savedBy(payment);
  }

  override charge(order: ChargeOrder): Promise<Charge> {
    return this.charges.make(order);
  }

  override findCharge(request: ChargeRequest): Promise<Charge | undefined> {
    return this.charges.find(request);
  }

  override endCharge(request: ChargeRequest): Promise<Charge | undefined> {
    return this.charges.end(request);
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

  override async parse(payload: string, signature: string): Promise<PaymentEvent> {
    const secret = this.settings.stripeWebhookSecret ?? '';
    const event = verifiedEvent(this.stripe, secret, { payload, signature });
    const told = readEvent(event);
    if (!isAboutRefunds(event) || told.payment === null) return told;
    return { ...told, news: await this.refundsOf(told.payment) };
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
    if (!request.isRepeated || request.payment === null) return undefined;
    const made = await this.listRefunds(request.payment);
    return made.find(({ metadata }) => metadata?.[REFUND_KEY] === request.refundId);
  }

  /** Null for a payment that Stripe doesn't know. */
  private async refundsOf(payment: string): Promise<Refunds | null> {
    try {
      return readRefunds(await this.listRefunds(payment));
    } catch (error) {
      if (isRefusal(error)) return null;
      throw error;
    }
  }

  private listRefunds(payment: string): Promise<Stripe.Refund[]> {
    const list = this.stripe.refunds.list({ payment_intent: payment, limit: 100 });
    return list.autoPagingToArray({ limit: REFUNDS_MAX });
  }
}

function answerOf({ id, status }: Stripe.Refund): RefundAnswer {
  return hasFailed(status) ? { outcome: 'refused' } : { outcome: 'done', reference: id };
}
