const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;

/**
 * A moment as callers write it: date, time and offset. Without an offset it would be another
 * moment on another machine, so it is undefined, as is one that no calendar has.
 */
export function parseInstant(text: string): Date | undefined {
  if (!INSTANT.test(text)) return undefined;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** As `parseInstant`; a bare date is its midnight in UTC. For limits of a search and dates on a form. */
export function parseInstantOrDate(text: string): Date | undefined {
  return parseInstant(DATE.test(text) ? `${text}T00:00:00Z` : text);
}
