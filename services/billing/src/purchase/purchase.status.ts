import type { DisputeState, PurchaseState } from '@fieldline/contracts';
import type { Purchase } from './purchase.entity.js';

/** What is known of a purchase's payment. It only grows, so that no order of news makes a difference. */
export interface Known extends Pick<Purchase, 'paidAt' | 'closedAs' | 'refundedOutside'> {
  /** By us: requested or done. */
  readonly isRefunded: boolean;
  readonly disputes: readonly DisputeState[];
}

/** A payment that came after all counts more than an end that was told before. */
export function stateOf(known: Known): PurchaseState {
  if (!known.paidAt) return known.closedAs ?? 'pending';
  if (isDisputed(known)) return 'disputed';
  return known.isRefunded || known.refundedOutside ? 'refunded' : 'paid';
}

/** Whether what is left of it has to be taken back: its money went, or may go. */
export function isOwedBack(known: Known): boolean {
  return isDisputed(known) || known.isRefunded || known.refundedOutside;
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
