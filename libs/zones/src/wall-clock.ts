import { offsetAt } from './zone-clock.js';

const DAY_MS = 24 * 60 * 60_000;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** What calendar and clock say somewhere. */
export interface WallClock {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** `HH:MM`, `00:00` to `23:59` */
  readonly time: string;
}

/** Which `YYYY-MM-DD` it is in a zone at `at`, in milliseconds since 1970, of years 0 to 9999. */
export function dateOf(zone: string, at: number): string {
  return dateText(at + offsetAt(zone, at));
}

/** The date before a date. */
export function dayBefore(date: string): string {
  return dateText(midnight(date) - DAY_MS);
}

/**
 * When the clocks of a zone show it, in milliseconds since 1970. A time that they leave out moves
 * on by as much as they do; of one that they repeat it is the first.
 * @throws RangeError for a zone, a date or a time that isn't
 */
export function toInstant(zone: string, { date, time }: WallClock): number {
  const shown = midnight(date) + timeOfDay(time);
  // Nobody is further from UTC than a day, and nobody sets their clocks twice in two days.
  const before = shown - offsetAt(zone, shown - DAY_MS);
  const after = shown - offsetAt(zone, shown + DAY_MS);
  const moments = [before, after].filter((at) => at + offsetAt(zone, at) === shown);
  return moments.length > 0 ? Math.min(...moments) : before;
}

/** As if the clocks were at UTC, as is all until an offset is taken off. */
function midnight(date: string): number {
  const at = DATE.test(date) ? Date.parse(`${date}T00:00Z`) : NaN;
  // The parser takes February 30 for March 2.
  if (Number.isNaN(at) || dateText(at) !== date) throw new RangeError(`${date} is no date`);
  return at;
}

function timeOfDay(time: string): number {
  if (!TIME.test(time)) throw new RangeError(`${time} is no time of day`);
  return Date.parse(`1970-01-01T${time}Z`);
}

function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
