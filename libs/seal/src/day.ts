import { dayOf } from '@fieldline/contracts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The day after a day, both `YYYY-MM-DD` in UTC. */
export function dayAfter(day: string): string {
  return dayOf(new Date(Date.parse(startOf(day)) + DAY_MS));
}

/** A day's first instant, which is also the end of the day before. */
export function startOf(day: string): string {
  return `${day}T00:00:00Z`;
}
