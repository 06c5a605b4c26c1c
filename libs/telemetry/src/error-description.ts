import { maskText } from './mask-text.js';

const MAX_CAUSES = 4;

export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly cause?: ErrorDescription;
  readonly errors?: ErrorDescription[];
}

/**
 * An error as it may be logged: a fixed list of properties. TypeORM's `parameters` and `query`
 * and HTTP clients' `config`, `request` and `response` carry what was sent, so they are left behind.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error was thrown' };
  const { code } = error as { code?: unknown };
  const deeper = depth < MAX_CAUSES;
  return {
    type: error.constructor.name || error.name,
    message: maskText(error.message),
    ...(error.stack && { stack: maskText(error.stack) }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(deeper && error.cause instanceof Error && { cause: describeError(error.cause, depth + 1) }),
    ...(deeper &&
      error instanceof AggregateError && {
        errors: error.errors.slice(0, MAX_CAUSES).map((inner) => describeError(inner, depth + 1)),
      }),
  };
}
