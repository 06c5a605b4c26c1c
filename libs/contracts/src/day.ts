export const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * The midnight in UTC with which a day begins, of a day as callers write it: `2026-11-22`.
 * Undefined for anything else, and for a day that no calendar has.
 */
export function parseDay(text: string): Date | undefined {
  if (!DAY.test(text)) return undefined;
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && dayOf(midnight) === text ? midnight : undefined;
}

/** The day in UTC that an instant belongs to. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
