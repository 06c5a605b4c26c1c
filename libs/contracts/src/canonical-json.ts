/**
 * The same value with the keys of its objects in order, all the way down, so that `JSON.stringify` writes
 * equal values as equal text (as RFC 8785 does). For what JSON has; dates and the like are not in it.
 */
export function inKeyOrder<T>(value: T): T {
  if (Array.isArray(value)) return value.map(inKeyOrder) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  // By code units, whatever the place: not by a language's letters.
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, field]) => [key, inKeyOrder(field as unknown)]),
  ) as T;
}

/** A value as the one text that stands for it. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inKeyOrder(value));
}
