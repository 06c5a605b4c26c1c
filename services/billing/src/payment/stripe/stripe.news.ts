import type { DisputeState } from '@fieldline/contracts';
import type Stripe from 'stripe';
import type { Closed, Disputed, Paid, PaymentEvent, Refunds } from '../payment.provider.js';
import { malformedEvent } from '../payment.errors.js';
import { isName } from './stripe.event.js';
import { readIntent } from './stripe.intent.js';
import { AUTOMATIC_KEY, PURCHASE_KEY, REFUND_KEY, TENANT_KEY } from './stripe.names.js';

const MICROS_PER_CENT = 10_000;

type About = Omit<PaymentEvent, 'id'>;
const NOTHING: About = { news: null, purchaseId: null, payment: null };

/**
 * What an event of Stripe's tells of a purchase, in our words. Its type is only a hint: its object says it.
 * @throws malformed_event for news of an object without a name, or of an amount that can't be
 */
export function readEvent(event: Stripe.Event): PaymentEvent {
  const about = aboutOf(event);
  const { id } = event.data.object as { readonly id?: unknown };
  if (about.news && !isName(id)) throw malformedEvent();
  if (about.news?.kind === 'paid' && !isAmount(about.news)) throw malformedEvent();
  return { id: event.id, ...about };
}

function aboutOf(event: Stripe.Event): About {
  // An event of an account that is connected to ours isn't about our money.
  if (event.account) return NOTHING;
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.expired':
      return ofSession(event.data.object, readSession(event.data.object));
    case 'checkout.session.async_payment_failed':
      return ofSession(event.data.object, closed(event.data.object, 'canceled'));
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return ofIntent(event.data.object);
    case 'charge.refunded':
    case 'charge.refund.updated':
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return { ...NOTHING, ...namesOf(event.data.object) };
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
      return {
        ...NOTHING,
        payment: idOf(event.data.object.payment_intent),
        news: disputed(event.data.object),
      };
    default:
      return NOTHING;
  }
}

/** How a session stands; null while it is open, or its payment is under way. */
export function readSession(session: Stripe.Checkout.Session): Paid | Closed | null {
  if (session.status === 'expired') return closed(session, 'expired');
  if (session.status !== 'complete' || session.payment_status !== 'paid') return null;
  return {
    kind: 'paid',
    checkout: session.id,
    payment: idOf(session.payment_intent),
    totalMicros: (session.amount_total ?? 0) * MICROS_PER_CENT,
    taxMicros: (session.total_details?.amount_tax ?? 0) * MICROS_PER_CENT,
    currency: session.currency ?? '',
    tenantId: session.metadata?.[TENANT_KEY] ?? null,
  };
}

function ofSession(session: Stripe.Checkout.Session, news: Paid | Closed | null): About {
  const payment = idOf(session.payment_intent);
  // Money without a name couldn't be given back.
  if (session.payment_intent && payment === null) throw malformedEvent();
  return { news, purchaseId: session.client_reference_id, payment };
}

/** A checkout's payment is told of by its session. */
function ofIntent(intent: Stripe.PaymentIntent): About {
  const { id: payment, metadata } = intent;
  if (!metadata?.[AUTOMATIC_KEY]) return NOTHING;
  return { news: readIntent(intent), purchaseId: metadata[PURCHASE_KEY] ?? null, payment };
}

function closed(session: Stripe.Checkout.Session, as: Closed['as']): Closed {
  const tenantId = session.metadata?.[TENANT_KEY] ?? null;
  return { kind: 'closed', checkout: session.id, as, tenantId };
}

/**
 * Whether an event is about refunds. It tells of one, or of a sum, as of its own time: how all of them
 * stand is asked for instead.
 */
export function isAboutRefunds({ type }: Stripe.Event): boolean {
  return /^(?:charge\.)?refund/.test(type);
}

export function readRefunds(refunds: readonly Stripe.Refund[]): Refunds {
  return {
    kind: 'refunds',
    refunds: refunds.map(({ id, metadata, amount, status }) => ({
      reference: id,
      refundId: metadata?.[REFUND_KEY] ?? null,
      amountMicros: amount * MICROS_PER_CENT,
      hasFailed: hasFailed(status),
    })),
  };
}

/** A refund may fail, or be canceled, days after it was made. */
export function hasFailed(status: Stripe.Refund['status']): boolean {
  return status === 'failed' || status === 'canceled';
}

function namesOf({
  metadata,
  payment_intent,
}: Pick<Stripe.Refund, 'metadata' | 'payment_intent'>): Omit<About, 'news'> {
  return { purchaseId: metadata?.[PURCHASE_KEY] ?? null, payment: idOf(payment_intent) };
}

/** A bank's mere question (`warning_…`) takes no money. One that was prevented gave it back. */
const DISPUTE_STATES: Readonly<Record<string, DisputeState>> = {
  needs_response: 'open',
  under_review: 'open',
  appeal_needs_response: 'open',
  appeal_under_review: 'open',
  won: 'won',
  warning_closed: 'won',
  lost: 'lost',
  prevented: 'lost',
};

function disputed({ id, status }: Stripe.Dispute): Disputed | null {
  const state = Object.hasOwn(DISPUTE_STATES, status) ? DISPUTE_STATES[status] : undefined;
  return state === undefined ? null : { kind: 'disputed', reference: id, state };
}

/** Stripe names an object by its id, or shows it whole. Null for what is no name. */
function idOf(object: string | { readonly id: string } | null): string | null {
  const id = typeof object === 'object' ? object?.id : object;
  return isName(id) ? id : null;
}

/** What can have been paid: whole cents of some currency, from none on. */
function isAmount({ totalMicros, taxMicros, currency }: Paid): boolean {
  const areCents = [totalMicros, taxMicros].every(
    (micros) => Number.isSafeInteger(micros) && micros % MICROS_PER_CENT === 0,
  );
  return areCents && totalMicros >= 0 && typeof currency === 'string';
}
