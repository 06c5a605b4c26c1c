import type { Page } from '@fieldline/contracts';
import { invalidRequest } from './problems.js';

type CursorPart = number | string;

/**
 * Reads what `toPage` wrote: the sort key of the last row that was seen; empty for the first page.
 * @param parts how many values the sort key has
 * @throws Problem 400 for a cursor that isn't one of ours
 */
export function readCursor(cursor: string | undefined, parts: number): string[] {
  if (cursor === undefined) return [];
  const values = decode(cursor);
  const fits = Array.isArray(values) && values.length === parts;
  if (!fits || !values.every((value) => typeof value === 'string')) {
    throw invalidRequest([{ field: 'cursor', message: 'cursor is not one of ours' }]);
  }
  return values;
}

/**
 * Makes a page of rows that were read with `limit + 1`: the one too many says that there is more.
 * @param sortKey what the next page starts behind, as many values as `readCursor` is asked for
 */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  sortKey: (row: T) => readonly CursorPart[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? encode(sortKey(last)) : null };
}

function encode(values: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify(values.map(String))).toString('base64url');
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
