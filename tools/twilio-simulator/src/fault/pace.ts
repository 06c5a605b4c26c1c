import { InvalidFaults, readFlag, readInteger, readRecord } from './reading.js';

/** Where reviews stop; a bundle is a customer profile or a trust product. */
export const PAUSES = ['bundle', 'brand', 'campaign', 'number'] as const;
export type Pause = (typeof PAUSES)[number];

/** How registrations go. */
export interface Pace {
  /** Reviews of this kind aren't decided until it is another, or none. */
  pauseAt: Pause | null;
  /** Each stage of a review comes so much later. */
  delayMs: number;
  /** Texts to the US end undelivered unless their number is on a verified campaign. */
  required: boolean;
}

export const DEFAULT_PACE: Pace = { pauseAt: null, delayMs: 0, required: false };

export function parsePace(value: unknown, defaults: Pace): Pace {
  const pace = { ...defaults };
  for (const [name, given] of Object.entries(readRecord('registration', value))) {
    if (name === 'pauseAt') pace.pauseAt = pauseOf(given);
    else if (name === 'delayMs') {
      pace.delayMs = readInteger('registration.delayMs', given, 0, 3_600_000);
    } else if (name === 'required') pace.required = readFlag('registration.required', given);
    else throw new InvalidFaults(`registration has no ${name}`);
  }
  return pace;
}

function pauseOf(value: unknown): Pause | null {
  const pause = PAUSES.find((known) => known === value);
  if (pause !== undefined) return pause;
  if (value === null) return null;
  throw new InvalidFaults(`registration.pauseAt must be null, ${PAUSES.join(', ')}`);
}
