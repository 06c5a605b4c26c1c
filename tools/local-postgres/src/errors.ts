/** A system error's code, such as ENOENT. By shape: in tests, Node's errors are of another realm. */
export function errorCode(error: unknown): string | undefined {
  return isObject(error) && 'code' in error ? String(error.code) : undefined;
}

export function errorMessage(error: unknown): string {
  return isObject(error) && 'message' in error ? String(error.message) : String(error);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
