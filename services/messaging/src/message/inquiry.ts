import type { Pace } from '@fieldline/events';

/** Messages that one round asks Twilio about. A round starts a second after the last: that is the pace. */
export const ASKED_AT_ONCE = 20;

export const INQUIRY_PACE: Pace = { busyMs: 1_000, idleMs: 10_000 };
