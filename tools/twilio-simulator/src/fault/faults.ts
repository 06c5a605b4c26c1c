import { hash } from '../wire/hash.js';
import { DEFAULT_SETTINGS, type FaultSettings, parseFaults, type Rate } from './fault.js';

export type Timing = Partial<
  Pick<FaultSettings, 'sentAfterMs' | 'deliveredAfterMs' | 'callbackDelayMs'>
>;

/** The faults in force. Each rate has a die of its own, so that one doesn't shift another. */
export class Faults {
  settings: FaultSettings;
  private readonly defaults: FaultSettings;
  private dice = new Map<Rate, () => number>();

  constructor(timing: Timing = {}) {
    this.defaults = { ...DEFAULT_SETTINGS, ...timing };
    this.settings = this.defaults;
  }

  put(body: unknown): FaultSettings {
    this.settings = parseFaults(body, this.defaults);
    this.dice = new Map();
    return this.settings;
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
