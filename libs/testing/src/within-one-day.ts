import { setTimeout as sleep } from 'node:timers/promises';

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Waits for the next day (UTC) where this one ends too soon, so that all that a test writes is of one.
 * @param neededMs how long the test takes, on a slow machine
 * @returns the day, `YYYY-MM-DD`
 */
export async function withinOneDay(neededMs: number, now = Date.now): Promise<string> {
  const leftMs = DAY_MS - (now() % DAY_MS);
  // A second more, for the clock of the database.
  if (leftMs < neededMs) await sleep(leftMs + 1_000);
  return new Date(now()).toISOString().slice(0, 10);
}
