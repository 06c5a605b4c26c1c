import { LIMITS } from '../limits.js';
import type { Params } from './params.js';

export interface Page<T> {
  items: T[];
  number: number;
  size: number;
  start: number;
  /** Names the item that the next page follows, so that new items don't shift the pages. */
  nextToken: string | null;
}

const DEFAULT_PAGE_SIZE = 50;

/** One page of a list, by `PageSize`, `Page` and `PageToken`. */
export function pageOf<T extends { sid: string }>(all: readonly T[], query: Params): Page<T> {
  const size = query.integer('PageSize', { min: 1, max: LIMITS.pageSize }) ?? DEFAULT_PAGE_SIZE;
  const number = query.integer('Page', { min: 0, max: 1_000_000 }) ?? 0;
  const after = query.one('PageToken')?.replace(/^PA/, '');
  const known = after === undefined ? -1 : all.findIndex((item) => item.sid === after);
  const start = known >= 0 ? known + 1 : number * size;
  const items = all.slice(start, start + size);
  const last = items.at(-1);
  const nextToken = last && start + size < all.length ? `PA${last.sid}` : null;
  return { items, number, size, start, nextToken };
}

function pageUri(path: string, query: Params, number: number, size: number, token?: string) {
  const search = new URLSearchParams();
  for (const name of Object.keys(query.toObject())) {
    if (['Page', 'PageSize', 'PageToken'].includes(name)) continue;
    for (const value of query.many(name)) search.append(name, value);
  }
  search.set('PageSize', String(size));
  search.set('Page', String(number));
  if (token !== undefined) search.set('PageToken', token);
  return `${path}?${search.toString()}`;
}

/** The envelope of a list of the 2010 API: relative addresses beside the items. */
export function listBody<T, V>(
  key: string,
  page: Page<T>,
  view: (item: T) => V,
  path: string,
  query: Params,
) {
  const { number, size, start, nextToken } = page;
  return {
    [key]: page.items.map(view),
    page: number,
    page_size: size,
    start,
    end: start + Math.max(page.items.length - 1, 0),
    uri: pageUri(path, query, number, size),
    first_page_uri: pageUri(path, query, 0, size),
    previous_page_uri: number > 0 ? pageUri(path, query, number - 1, size) : null,
    next_page_uri: nextToken === null ? null : pageUri(path, query, number + 1, size, nextToken),
  };
}

/** The envelope of a list of the newer APIs: absolute addresses in `meta`. */
export function metaListBody<T, V>(
  key: string,
  page: Page<T>,
  view: (item: T) => V,
  url: string,
  query: Params,
) {
  const { number, size, nextToken } = page;
  return {
    [key]: page.items.map(view),
    meta: {
      key,
      page: number,
      page_size: size,
      url: pageUri(url, query, number, size),
      first_page_url: pageUri(url, query, 0, size),
      previous_page_url: number > 0 ? pageUri(url, query, number - 1, size) : null,
      next_page_url: nextToken === null ? null : pageUri(url, query, number + 1, size, nextToken),
    },
  };
}
