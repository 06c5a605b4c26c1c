import { notFound } from './problems.js';

type QueryValue = boolean | number | string | null | undefined;

const DOT_SEGMENT = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\?#]|$)/i;

/**
 * The address of a call. Query values that are undefined or null are left out, arrays repeat their name.
 * @throws Problem 404 when an id in the path tries to climb out of it
 * @throws Error when the path isn't absolute
 */
export function serviceUrl(baseUrl: string, path: string, query: object = {}): string {
  if (!path.startsWith('/') || path.startsWith('//')) throw new Error('The path must start with /');
  if (DOT_SEGMENT.test(path)) throw notFound();
  const search = new URLSearchParams();
  for (const [name, given] of Object.entries(query)) {
    for (const value of [given as QueryValue | QueryValue[]].flat()) {
      if (value !== undefined && value !== null) search.append(name, String(value));
    }
  }
  const suffix = search.size > 0 ? `${path.includes('?') ? '&' : '?'}${search.toString()}` : '';
  return baseUrl.replace(/\/+$/, '') + path + suffix;
}

/**
 * Makes a path with its values encoded: path`/v1/messages/${id}`.
 * @throws Problem 404 for a value that is empty, `.` or `..`
 */
export function path(parts: TemplateStringsArray, ...values: (number | string)[]): string {
  return parts.reduce((text, part, index) => text + encoded(values[index - 1]!) + part);
}

function encoded(value: number | string): string {
  const text = String(value);
  if (text === '' || text === '.' || text === '..') throw notFound();
  return encodeURIComponent(text.toWellFormed());
}
