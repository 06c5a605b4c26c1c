/** An error of the simulator's own API: `{code, message}`. */
export class DemoError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The `limit` of a query string, from 1 to `max`, which is the default. */
export function limitOf(query: unknown, max: number): number {
  const text =
    typeof query === 'object' && query !== null && 'limit' in query ? query.limit : undefined;
  if (text === undefined) return max;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw new DemoError(400, 'invalid_limit', `limit must be a whole number from 1 to ${max}`);
}
