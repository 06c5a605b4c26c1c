import type { ConsentRow, Subject } from './consent.queries.js';
import type { NewConsentChange } from './consent-event.entity.js';

export type Standing = Omit<ConsentRow, keyof Subject>;

/** What a change says that decides where consent stands after it. */
export type ConsentMove = Pick<
  NewConsentChange,
  'action' | 'origin' | 'basis' | 'source' | 'boundRecipientId' | 'keywordSequence'
>;

/** Whether the phone itself said stop, by keyword or through Twilio: staff can't lift that. */
export function isStoppedByRecipient({
  state,
  origin,
}: Pick<Standing, 'state' | 'origin'>): boolean {
  return state === 'opted_out' && (origin === 'keyword' || origin === 'provider');
}

/** Whether staff's word would override the phone's. */
export function isRefused(
  move: Pick<ConsentMove, 'action' | 'origin'>,
  recipient: Pick<Standing, 'state' | 'origin'>,
): boolean {
  return move.action === 'opt_in' && move.origin === 'staff' && isStoppedByRecipient(recipient);
}

/** Whether an opt-in was obtained before they opted out: an old list can't undo a wish. */
export function isOutdated(
  move: Pick<NewConsentChange, 'action' | 'obtainedAt'>,
  { state, version, changedAt }: Pick<Standing, 'state' | 'version' | 'changedAt'>,
): boolean {
  const optedOut = version > 0 && state === 'opted_out' && changedAt !== null;
  return move.action === 'opt_in' && optedOut && move.obtainedAt < changedAt;
}

/**
 * Where consent stands after a move; the same object when the move is older than what is known.
 * Keywords of one recipient may come in any order (a business has several numbers, each with its
 * own partition): their sequence decides, so every order ends in the same state.
 */
export function afterMove<S extends Standing>(current: S, move: ConsentMove, at: Date): S {
  const sequence = move.keywordSequence ?? current.keywordSequence;
  if (move.keywordSequence !== null && sequence <= current.keywordSequence) return current;
  const next = { ...current, keywordSequence: sequence, version: current.version + 1 };
  // A second stop changes nothing; above all, staff's must not make the phone's liftable by staff.
  if (move.action === 'opt_out' && isStoppedByRecipient(current)) return next;
  const optsIn = move.action === 'opt_in';
  return {
    ...next,
    state: optsIn ? 'opted_in' : 'opted_out',
    origin: move.origin,
    basis: optsIn ? move.basis : null,
    source: move.source,
    boundRecipientId: optsIn ? move.boundRecipientId : null,
    changedAt: at,
  };
}
