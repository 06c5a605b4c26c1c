import { isId, type Principal } from '@fieldline/contracts';

/** The user whose threads and readings count; null for a program, which has none. */
export function viewerOf({ kind, id }: Principal): string | null {
  return kind === 'user' && isId(id) ? id : null;
}
