import { invalidRequest } from './problems.js';

/** What people write to each other: its own rules refuse bad text, with codes of their own. */
const RULED_ELSEWHERE = 'body';

/**
 * Refuses text that Postgres can't store (NUL) or would store changed (lone surrogates).
 * @throws Problem 400 naming the field
 */
export function refuseUnstorableText(object: object): void {
  for (const [field, value] of Object.entries(object)) {
    if (field === RULED_ELSEWHERE || typeof value !== 'string') continue;
    if (value.includes('\0') || !value.isWellFormed())
      throw invalidRequest([{ field, message: 'contains characters that are not text' }]);
  }
}
