import type { ConsentRow, Subject } from './consent.queries.js';
import type { NewConsentChange } from './consent-event.entity.js';

export type Standing = Omit<ConsentRow, keyof Subject>;

/** What a change says that decides where consent stands after it. */
export type ConsentMove = Pick<
  NewConsentChange,
  | 'id'
  | 'action'
  | 'origin'
  | 'basis'
  | 'source'
  | 'written'
  | 'expiresAt'
  | 'boundRecipientId'
  | 'keywordSequence'
  | 'obtainedAt'
>;

/** A change as it stands in the history. */
export type RecordedMove = ConsentMove & { readonly recordedAt: Date };

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
    written: optsIn && move.written,
    expiresAt: optsIn ? move.expiresAt : null,
    eventId: move.id,
    obtainedAt: move.obtainedAt,
    boundRecipientId: optsIn ? move.boundRecipientId : null,
    changedAt: at,
  };
}

/**
 * Where consent stands after what a phone said. A START that comes late lifts nothing that staff
 * recorded after it was texted: as if it had come in time, their word follows it.
 * @param ofStaff what staff last recorded of the number
 */
export function afterSignal<S extends Standing>(
  current: S,
  move: ConsentMove,
  ofStaff: RecordedMove | undefined,
): S {
  const after = afterMove(current, move, move.obtainedAt);
  const isLate = move.action === 'opt_in' && ofStaff && ofStaff.recordedAt > move.obtainedAt;
  if (after === current || !isLate) return after;
  return { ...afterMove(after, ofStaff, ofStaff.recordedAt), version: after.version };
}

/**
 * Whether an opt-in was obtained before the one that stands was recorded, which it doesn't reach: an old
 * list confirms no new number, and brings back nothing from before a STOP that a START has lifted.
 */
export function isOvertaken(move: ConsentMove, current: Standing): boolean {
  const { state, origin, boundRecipientId, keywordSequence, changedAt } = current;
  if (move.action !== 'opt_in' || state !== 'opted_in') return false;
  const isOfOtherNumber = boundRecipientId !== null && move.boundRecipientId !== boundRecipientId;
  const isRestarted = origin === 'keyword' && keywordSequence > 1;
  return (isOfOtherNumber || isRestarted) && changedAt !== null && move.obtainedAt <= changedAt;
}

/**
 * Whether an opt-in says less than the one that stands, or as much but earlier, for the same number: an
 * old list shortens nothing.
 */
export function isWeaker(move: ConsentMove, current: Standing): boolean {
  if (move.action !== 'opt_in' || current.state !== 'opted_in') return false;
  if (move.boundRecipientId !== current.boundRecipientId) return false;
  const [strength, standing] = [strengthOf(move), strengthOf(current)];
  const since = current.obtainedAt ?? current.changedAt;
  return strength < standing || (strength === standing && !!since && move.obtainedAt < since);
}

/** In writing, then express, then whichever ends later. */
function strengthOf({
  basis,
  written,
  expiresAt,
}: Pick<Standing, 'basis' | 'written' | 'expiresAt'>): number {
  if (basis === 'express') return written ? Infinity : Number.MAX_VALUE;
  return expiresAt?.getTime() ?? 0;
}
