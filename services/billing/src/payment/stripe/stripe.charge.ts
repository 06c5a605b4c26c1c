import { Stripe } from 'stripe';
import type { BillingSettings } from '../../config.js';
import type { Charge, ChargeOrder, ChargeRequest, SavedMethod } from '../payment.provider.js';
import { isMissing, isRefusal } from './stripe.client.js';
import { readIntent } from './stripe.intent.js';
import { AUTOMATIC_KEY, PURCHASE_KEY, TAX_KEY, TENANT_KEY } from './stripe.names.js';

const MICROS_PER_CENT = 10_000;
/** Of one business; a month's cap allows for far fewer in the days that one may take. */
const INTENTS_MAX = 1_000;

/** Payments without anybody there, by what Stripe keeps of an earlier checkout. */
export class StripeCharge {
  constructor(
    private readonly stripe: Stripe,
    private readonly settings: BillingSettings,
  ) {}

  async savedBy(payment: string): Promise<SavedMethod | null> {
    const intent = await this.stripe.paymentIntents.retrieve(payment);
    const [customerReference, methodReference] = [intent.customer, intent.payment_method];
    if (typeof customerReference !== 'string' || typeof methodReference !== 'string') return null;
    return { customerReference, methodReference };
  }

  /** A refusal is the end of it: Stripe says so again under the same key. */
  async make(order: ChargeOrder): Promise<Charge> {
    const { tenantId, mostMicros } = order;
    const closed = { kind: 'closed', checkout: '', as: 'canceled', tenantId } as const;
    try {
      const tax = this.settings.stripeAutomaticTax ? await this.taxOf(order) : undefined;
      const cents = tax?.amount_total ?? centsOf(order);
      if (cents * MICROS_PER_CENT > mostMicros) return { news: { ...closed, isOverCap: true } };
      return { news: readIntent(await this.createIntent(order, cents, tax)) };
    } catch (error) {
      if (isRefusal(error)) return { news: { ...closed, failure: 'payment_method_unusable' } };
      if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
      const told = error.payment_intent && readIntent(error.payment_intent);
      return { news: told ?? { ...closed, failure: 'card_declined' } };
    }
  }

  async find(request: ChargeRequest): Promise<Charge | undefined> {
    const made = await this.findIntent(request);
    return made && { news: readIntent(made) };
  }

  /** Only what Stripe says is canceled is: a payment that succeeds meanwhile, or can't be stopped, stands. */
  async end(request: ChargeRequest): Promise<Charge | undefined> {
    const made = await this.findIntent(request);
    return made && { news: readIntent(made) ?? readIntent(await this.cancel(made.id)) };
  }

  private async cancel(id: string): Promise<Stripe.PaymentIntent> {
    try {
      return await this.stripe.paymentIntents.cancel(id);
    } catch (error) {
      if (isRefusal(error)) return this.stripe.paymentIntents.retrieve(id);
      throw error;
    }
  }

  /** By the purchase that stands on it: Stripe forgets an idempotency key after a day. */
  private async findIntent(request: ChargeRequest): Promise<Stripe.PaymentIntent | undefined> {
    const intents = await this.intentsOf(request.customerReference);
    return intents.find(
      ({ metadata }) => metadata[AUTOMATIC_KEY] && metadata[PURCHASE_KEY] === request.purchaseId,
    );
  }

  /** Of a customer that was deleted there are none, and none is made any more. */
  private async intentsOf(customer: string): Promise<Stripe.PaymentIntent[]> {
    try {
      const list = this.stripe.paymentIntents.list({ customer, limit: 100 });
      return await list.autoPagingToArray({ limit: INTENTS_MAX });
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  private async createIntent(
    order: ChargeOrder,
    cents: number,
    tax: Stripe.Tax.Calculation | undefined,
  ): Promise<Stripe.PaymentIntent> {
    const { tenantId, purchaseId, bundle, customerReference, methodReference } = order;
    const metadata = {
      [PURCHASE_KEY]: purchaseId,
      [TENANT_KEY]: tenantId,
      [AUTOMATIC_KEY]: 'true',
      [TAX_KEY]: String(tax?.tax_amount_exclusive ?? 0),
    };
    return this.stripe.paymentIntents.create(
      {
        amount: cents,
        currency: 'usd',
        customer: customerReference,
        payment_method: methodReference,
        off_session: true,
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        description: `${bundle.toLocaleString('en-US')} message segments`,
        metadata,
        ...(tax?.id && { hooks: { inputs: { tax: { calculation: tax.id } } } }),
      },
      { idempotencyKey: `charge-${purchaseId}` },
    );
  }

  /** Under a key of its own, so that a repeated charge asks for the same amount. */
  private taxOf(request: ChargeRequest): Promise<Stripe.Tax.Calculation> {
    const { purchaseId, customerReference } = request;
    return this.stripe.tax.calculations.create(
      {
        currency: 'usd',
        customer: customerReference,
        line_items: [
          { amount: centsOf(request), reference: purchaseId, tax_behavior: 'exclusive' },
        ],
      },
      { idempotencyKey: `tax-${purchaseId}` },
    );
  }
}

function centsOf({ priceMicros }: ChargeRequest): number {
  return priceMicros / MICROS_PER_CENT;
}
