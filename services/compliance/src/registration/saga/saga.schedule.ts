import type { RegistrationState } from '@fieldline/contracts';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 10 * 60_000;
const FIRST_LOOK_MS = 200;
const DAY_MS = 24 * 60 * 60_000;

/** Until a registration is looked at again. */
export type Wait =
  | { readonly isFirm: false; /** Null when nobody has to look. */ readonly inMs: number | null }
  /** Nudges don't cut it short. */
  | { readonly isFirm: true; readonly inMs: number };

/** How long to wait after so many requests in a row that weren't answered. */
export function retryInMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20), LAST_RETRY_MS);
}

/**
 * When to look at a registration that waits for others: after as long again as it has been so, up to the
 * given interval. One that is approved is looked at once a day, one that was turned down not at all.
 */
export function lookInMs(state: RegistrationState, sinceMs: number, pollMs: number): number | null {
  switch (state) {
    case 'in_review':
    case 'needs_otp':
      return Math.min(Math.max(sinceMs, FIRST_LOOK_MS), pollMs);
    case 'suspended':
      return pollMs;
    case 'approved':
      return DAY_MS;
    default:
      return null;
  }
}
