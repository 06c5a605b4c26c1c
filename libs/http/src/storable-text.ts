import type { FieldError } from './problem.js';

/** What people write to each other: its own rules refuse bad text, with codes of their own. */
const RULED_ELSEWHERE = 'body';

/** The fields whose text Postgres can't store (NUL) or would store changed (lone surrogates). */
export function unstorableText(object: object): FieldError[] {
  return Object.entries(object).flatMap(([field, value]) =>
    field !== RULED_ELSEWHERE &&
    typeof value === 'string' &&
    (value.includes('\0') || !value.isWellFormed())
      ? [{ field, message: 'contains characters that are not text' }]
      : [],
  );
}
