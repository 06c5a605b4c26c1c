import { newId } from '@fieldline/contracts';

type Fields = Record<string, unknown>;
type Answer = [status: number, body: Fields];

export interface Intent extends Fields {
  id: string;
  status: string;
  amount: number;
  customer: string;
  payment_method: string;
  metadata: Record<string, string>;
}

/** As much of Stripe's payments without anybody there as we use. */
export class FakeCharges {
  readonly intents: Intent[] = [];
  /** How the next payments end, one after the other; then they succeed. */
  readonly fates: ('card_declined' | 'authentication_required' | 'processing')[] = [];
  taxCents = 0;
  /** What the next payments bring in, if it isn't what was asked for. */
  receives: number | undefined;
  /** What becomes of a payment that is to be canceled while Stripe hasn't decided it. */
  whenCanceled: 'canceled' | 'succeeded' | 'processing' = 'canceled';

  /** Payments of a purchase, made without anybody there. */
  of(purchaseId: string): Intent[] {
    return this.intents.filter(({ metadata }) => metadata['fieldline_purchase'] === purchaseId);
  }

  list(customer: string | null): Answer {
    const data = this.intents.filter((intent) => intent.customer === customer).toReversed();
    return [200, { object: 'list', data, has_more: false }];
  }

  calculateTax(form: Fields): Answer {
    const [item] = Object.values(form['line_items'] as Record<string, Fields>);
    const amount_total = Number(item!['amount']) + this.taxCents;
    return [200, { id: `taxcalc_${newId()}`, amount_total, tax_amount_exclusive: this.taxCents }];
  }

  create(form: Fields): Answer {
    const amount = Number(form['amount']);
    const fate = this.fates.shift();
    const intent: Intent = {
      ...form,
      id: `pi_${newId()}`,
      object: 'payment_intent',
      amount,
      currency: 'usd',
      customer: String(form['customer']),
      payment_method: String(form['payment_method']),
      metadata: form['metadata'] as Record<string, string>,
      status: 'requires_payment_method',
      amount_received: 0,
      last_payment_error: null,
    };
    this.intents.push(intent);
    if (fate === 'processing') return [200, Object.assign(intent, { status: 'processing' })];
    if (!fate) return [200, this.succeed(intent)];
    const error = { type: 'card_error', code: fate, message: 'Your card was declined.' };
    Object.assign(intent, { last_payment_error: error });
    return [402, { error: { ...error, payment_intent: intent } }];
  }

  /** Stripe cancels what isn't decided; what it has succeeded with, or can't stop, it refuses to. */
  cancel(intent: Intent): Answer {
    if (intent.status === 'processing' && this.whenCanceled === 'succeeded') this.succeed(intent);
    const isStopped = intent.status !== 'succeeded' && this.whenCanceled === 'canceled';
    if (isStopped) return [200, Object.assign(intent, { status: 'canceled' })];
    const code = 'payment_intent_unexpected_state';
    return [400, { error: { type: 'invalid_request_error', code, message: 'It is too late.' } }];
  }

  succeed(intent: Intent): Intent {
    return Object.assign(intent, {
      status: 'succeeded',
      amount_received: this.receives ?? intent.amount,
    });
  }
}
