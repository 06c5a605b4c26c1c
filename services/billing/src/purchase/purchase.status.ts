import type { DisputeState, PurchaseState } from '@fieldline/contracts';
import type { Purchase } from './purchase.entity.js';
import { refundAmountMicros } from './refund.amount.js';

/** What is known of a purchase's payment. It only grows, so that no order of news makes a difference. */
export interface Known extends Pick<Purchase, 'paidAt' | 'closedAs'> {
  /** By us, requested or done. */
  readonly refund: OwnRefund | null;
  /** What went back at the provider, without us, in micro-dollars. */
  readonly outsideMicros: number;
  /** What that is of the money that we didn't return ourselves. */
  readonly refundedOutside: Part;
  readonly disputes: readonly DisputeState[];
}

export interface OwnRefund {
  /** Taken back for it, and what was paid for them. */
  readonly segments: number;
  readonly micros: number;
  readonly amountMicros: number;
  readonly reason: string;
  /** The provider has confirmed it. */
  readonly isDone: boolean;
}

export type Part = 'none' | 'some' | 'all';

type Priced = Pick<Purchase, 'paidAt' | 'priceMicros' | 'taxMicros'>;

/**
 * Which part of its price and tax, less what we return of it, went back without us. Of what isn't paid yet
 * nobody knows the tax.
 */
export function partOf(
  { paidAt, priceMicros, taxMicros }: Priced,
  outsideMicros: number,
  refund: OwnRefund | null,
): Part {
  if (!paidAt || outsideMicros === 0) return 'none';
  const returned = outsideMicros + (refund?.amountMicros ?? 0);
  return returned < priceMicros + (taxMicros ?? 0) ? 'some' : 'all';
}

/** Money and segments that don't go together: somebody has to look at it. */
export function isOdd(purchase: Priced, known: Known): boolean {
  return known.refundedOutside === 'some' || isShort(purchase, known);
}

/** Our refund returned less than its segments were worth, for money that didn't go back after all. */
function isShort(purchase: Priced, { refund, outsideMicros }: Known): boolean {
  if (!refund) return false;
  const worth = refundAmountMicros({ ...purchase, takenMicros: refund.micros, outsideMicros: 0 });
  return refund.amountMicros + outsideMicros < worth;
}

/** A payment that came after all counts more than an end that was told before. */
export function stateOf(known: Known): PurchaseState {
  if (!known.paidAt) return known.closedAs ?? 'pending';
  if (isDisputed(known)) return 'disputed';
  return isRefunded(known) ? 'refunded' : 'paid';
}

export function isRefunded({ refund, refundedOutside }: Known): boolean {
  return refund !== null || refundedOutside === 'all';
}

/**
 * Whether all of its money went, or may go: then whatever is left of it is taken back, also what comes
 * free later. A refund of ours returns the money of what is left when it's asked for, and takes no more.
 */
export function isOwedWhole(known: Known): boolean {
  return isDisputed(known) || known.refundedOutside === 'all';
}

/** Only one that was won is over for us. */
function isDisputed({ disputes }: Known): boolean {
  return disputes.some((state) => state !== 'won');
}

/** In the order in which they can follow: one that is lost may be won on appeal. */
const COURSE: readonly DisputeState[] = ['open', 'lost', 'won'];

/** What is told of an earlier part of a dispute's course is old, whenever it comes. */
export function isLaterWord(known: DisputeState | undefined, told: DisputeState): boolean {
  return known === undefined || COURSE.indexOf(told) > COURSE.indexOf(known);
}
