import { createHash } from 'node:crypto';
import { invalidRequest } from '@fieldline/http';

/** A list as it was asked for. */
export interface AskedList {
  readonly tenantId: string | null;
  /** Path and query. */
  readonly url: string;
}

const MARK_LENGTH = 11;

/** A cursor that goes on in its own list alone: of the same business, path and filters, whatever the size of the page. */
export function bindCursor(cursor: string, list: AskedList): string {
  return `${markOf(list)}.${cursor}`;
}

/**
 * The cursor that was bound to this list.
 * @throws Problem 400 for one of another list, which would start anywhere in this one
 */
export function unbindCursor(bound: string, list: AskedList): string {
  const mark = `${markOf(list)}.`;
  if (!bound.startsWith(mark))
    throw invalidRequest([
      { field: 'cursor', message: 'is none of this list with these filters: begin without one' },
    ]);
  return bound.slice(mark.length);
}

function markOf({ tenantId, url }: AskedList): string {
  const { pathname, searchParams } = new URL(url, 'http://gateway');
  for (const name of ['cursor', 'limit']) searchParams.delete(name);
  searchParams.sort();
  const list = JSON.stringify([tenantId, pathname, searchParams.toString()]);
  return createHash('sha256').update(list).digest('base64url').slice(0, MARK_LENGTH);
}
