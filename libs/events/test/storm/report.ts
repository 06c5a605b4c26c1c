import type { Craft } from './craft.js';
import type { Fault } from './faults.js';
import type { Violation } from './verdict.js';

export interface StormOptions {
  readonly seed: number;
  /** It ends after so many deaths, or after so long, whichever comes first. */
  readonly kills: number;
  readonly seconds: number;
  /** Events between two rounds of deaths; 12 when omitted. */
  readonly saidPerRound?: number;
  readonly craft?: Craft;
  /** What may happen; everything when omitted. */
  readonly faults?: readonly Fault[];
  /** For how long nothing may happen before what is missing counts as lost. */
  readonly quietMs?: number;
}

export interface StormReport {
  kills: number;
  mishaps: number;
  /** Faults whose moment didn't come while they waited for it. */
  missed: number;
  rounds: number;
  said: number;
  /** Empty when all is well. */
  violations: Violation[];
}
