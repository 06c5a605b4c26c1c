/** By shape, not class: in tests, Node's errors are of another realm. Follows fetch's causes. */
export function errorMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('cause' in error && error.cause) return errorMessage(error.cause);
  const message = 'message' in error ? error.message : undefined;
  return typeof message === 'string' && message ? message : JSON.stringify(error);
}
