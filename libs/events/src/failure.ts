/** Something that will pass by itself: try again, skip nothing. */
export class TransientError extends Error {
  override readonly name: string = 'TransientError';
}

/** SQLSTATE classes that say "not now": connection, operator intervention, resources, rollback, lock. */
const TRANSIENT_SQLSTATE = /^(08|53|57|40|55P03|58|25P03)/;
const TRANSIENT_NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What pg, its pool and TypeORM say, without a code, of a connection that was lost between two statements. */
const LOST_CONNECTION =
  /Connection terminated|timeout exceeded when trying to connect|is not queryable|query runner (was )?already released/i;

/** Whether a handler's error is worth the same try again. Everything else is poison: a bug or a bad event. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof TransientError) return true;
  const { code, driverError, cause } = error as Error & { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && (TRANSIENT_NETWORK.has(code) || isTransientSqlState(code)))
    return true;
  if (LOST_CONNECTION.test(error.message)) return true;
  return (
    (driverError !== error && isTransient(driverError)) || (cause !== error && isTransient(cause))
  );
}

function isTransientSqlState(code: string): boolean {
  return code.length === 5 && TRANSIENT_SQLSTATE.test(code);
}

/** An error as one line for a dead letter: what and where, without SQL parameters. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const at = error.stack?.split('\n')[1]?.trim() ?? '';
  // Postgres has no NUL in text: a message that quotes one couldn't be kept.
  return `${error.name}: ${error.message} ${at}`.replaceAll('\0', '\uFFFD').slice(0, 2_000);
}
