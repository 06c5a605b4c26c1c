import { hash } from '../wire/hash.js';
import { DEFAULT_SETTINGS, type FaultSettings, parseFaults, type Rate } from './fault.js';
import { DEFAULT_PACE, type Pace } from './pace.js';
import type { Refusal } from './refusal.js';

export type Timing = Partial<
  Pick<FaultSettings, 'sentAfterMs' | 'deliveredAfterMs' | 'callbackDelayMs'>
>;

export interface Target {
  method: string;
  pathname: string;
}

/** The faults in force. Each rate has a die of its own, so that one doesn't shift another. */
export class Faults {
  settings: FaultSettings;
  private readonly defaults: FaultSettings;
  private dice = new Map<Rate, () => number>();
  private refused = new Map<Refusal, number>();
  private readonly listeners = new Set<() => void>();

  constructor(timing: Timing = {}, pace: Partial<Pace> = {}) {
    const registration = { ...DEFAULT_PACE, ...pace };
    this.defaults = { ...DEFAULT_SETTINGS, ...timing, registration };
    this.settings = this.defaults;
  }

  put(body: unknown): FaultSettings {
    this.settings = parseFaults(body, this.defaults);
    this.dice = new Map();
    this.refused = new Map();
    for (const listener of this.listeners) listener();
    return this.settings;
  }

  onPut(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Whether the faults of requests strike this one. */
  strikes({ method, pathname }: Target): boolean {
    const { paths } = this.settings;
    return paths.length === 0 || paths.some((path) => `${method} ${pathname}`.includes(path));
  }

  /** The refusal that a request is set to meet, counted. */
  refusalOf({ method, pathname }: Target): Refusal | undefined {
    const refusal = this.settings.refusals.find(
      (item) =>
        pathname.includes(item.path) &&
        (item.method ?? method) === method &&
        (this.refused.get(item) ?? 0) < (item.times ?? Infinity),
    );
    if (refusal) this.refused.set(refusal, (this.refused.get(refusal) ?? 0) + 1);
    return refusal;
  }

  roll(rate: Rate): boolean {
    const probability = this.settings[rate];
    if (probability === 0) return false;
    const die = this.dice.get(rate) ?? mulberry32(this.settings.seed ^ hash(rate));
    this.dice.set(rate, die);
    return die() < probability;
  }

  /** The code that a number is set to fail with, if any. */
  codeOf(...phones: (string | null)[]): number | undefined {
    return phones.map((phone) => this.settings.numbers[phone ?? '']).find((code) => code);
  }

  countOf(segments: number): number {
    return Math.max(1, segments + this.settings.segmentsDelta);
  }
}

/** A small seeded generator of numbers from 0 to below 1. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
