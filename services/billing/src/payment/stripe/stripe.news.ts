import type { DisputeState } from '@fieldline/contracts';
import type Stripe from 'stripe';
import type { Closed, Disputed, Paid, PaymentEvent, Refunded } from '../payment.provider.js';

const MICROS_PER_CENT = 10_000;

/** Written on what we make at Stripe, so that what it tells later can be found again. */
export const PURCHASE_KEY = 'fieldline_purchase';
export const TENANT_KEY = 'fieldline_tenant';
export const REFUND_KEY = 'fieldline_refund';

type About = Omit<PaymentEvent, 'id'>;
const NOTHING: About = { news: null, purchaseId: null, payment: null };

/** What an event of Stripe's tells of a purchase, in our words. Its type is only a hint: its object says it. */
export function readEvent(event: Stripe.Event): PaymentEvent {
  return { id: event.id, ...aboutOf(event) };
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
    case 'charge.refunded':
      return { ...NOTHING, ...namesOf(event.data.object), news: refunded(event.data.object) };
    case 'refund.failed':
      return ofFailedRefund(event.data.object);
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
  return { news, purchaseId: session.client_reference_id, payment };
}

function closed(session: Stripe.Checkout.Session, as: Closed['as']): Closed {
  const tenantId = session.metadata?.[TENANT_KEY] ?? null;
  return { kind: 'closed', checkout: session.id, as, tenantId };
}

function refunded({ amount, amount_refunded }: Stripe.Charge): Refunded {
  return {
    kind: 'refunded',
    refundedMicros: amount_refunded * MICROS_PER_CENT,
    isWhole: amount_refunded >= amount,
  };
}

function ofFailedRefund(refund: Stripe.Refund): About {
  const refundId = refund.metadata?.[REFUND_KEY];
  if (refundId === undefined) return NOTHING;
  return { ...namesOf(refund), news: { kind: 'refund_failed', refundId } };
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
  const state = DISPUTE_STATES[status];
  return state === undefined ? null : { kind: 'disputed', reference: id, state };
}

/** Stripe names an object by its id, or shows it whole. */
function idOf(object: string | { readonly id: string } | null): string | null {
  return typeof object === 'object' ? (object?.id ?? null) : object;
}
