import { parseInstant } from '@fieldline/contracts';
import { invalidRequest, type Problem } from '@fieldline/http';
import { sendAtPast, sendAtTooLate } from './message.errors.js';

/** How far ahead a text may be scheduled. */
const AHEAD_MAX_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** Clocks go wrong by so much: what was to go then goes at once. */
const PAST_MAX_MS = 5 * 60 * 1_000;

/** When a text is to be sent, null for now. @throws invalid_request */
export function sendAtOf({ sendAt }: { readonly sendAt?: string }): Date | null {
  if (sendAt === undefined) return null;
  const at = parseInstant(sendAt);
  if (!at) throw invalidRequest([{ field: 'sendAt', message: 'give date, time and offset' }]);
  return at;
}

export function tooFarAhead(at: Date | null, now: Date): Problem | undefined {
  const isTooFar = at !== null && at.getTime() > now.getTime() + AHEAD_MAX_DAYS * DAY_MS;
  return isTooFar ? sendAtTooLate(AHEAD_MAX_DAYS) : undefined;
}

export function tooLongAgo(at: Date | null, now: Date): Problem | undefined {
  return at !== null && now.getTime() - at.getTime() > PAST_MAX_MS ? sendAtPast() : undefined;
}
