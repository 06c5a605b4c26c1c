import { parseInstant, type StatementPeriod } from '@fieldline/contracts';
import { badPeriod } from './statement.errors.js';

/** A month, wherever it begins. */
export const PERIOD_MAX_DAYS = 32;
const DAY_MS = 24 * 60 * 60 * 1_000;

export interface Period {
  readonly from: Date;
  /** Not part of it. */
  readonly to: Date;
}

/** @throws invalid_request */
export function periodOf({ from, to }: StatementPeriod): Period {
  const [first, end] = [parseInstant(from), parseInstant(to)];
  const lengthMs = (end?.getTime() ?? Number.NaN) - (first?.getTime() ?? Number.NaN);
  if (!first || !end || !(lengthMs > 0 && lengthMs <= PERIOD_MAX_DAYS * DAY_MS))
    throw badPeriod(PERIOD_MAX_DAYS);
  return { from: first, to: end };
}
