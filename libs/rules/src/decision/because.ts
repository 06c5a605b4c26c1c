import type { RuleId } from '../data/rules.js';
import type { Denial, Reason } from './decision.js';

/** A rule against the text, and why. */
export interface Objection extends Denial {
  readonly because: Reason;
}

export const because = (rule: RuleId, sentence: string): Reason => ({ rule, sentence });

/** A date in a sentence, by UTC. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
