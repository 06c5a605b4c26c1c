import type { Area } from '../data/area.js';
import { CANADIAN_POSTAL_CODES } from '../data/canadian-postal-codes.js';
import { ZIP_CODES } from '../data/zip-codes.js';
import { areasByCode } from './areas-by-code.js';

const zipAreas = areasByCode(ZIP_CODES);
const canadianAreas = areasByCode(CANADIAN_POSTAL_CODES);

const ZIP = /^(\d{5})(?:-?\d{4})?$/;
const CANADIAN = /^([A-Z]\d[A-Z])(?:\d[A-Z]\d)?$/;

/** Where a ZIP code (`12345`, `12345-6789`) or a Canadian postal code (`A1A 1A1`, `a1a`) is. */
export function postalArea(code: string | null | undefined): Area | undefined {
  if (!code) return undefined;
  const bare = code.replaceAll(/\s/g, '').toUpperCase();
  const zip = ZIP.exec(bare)?.[1];
  if (zip !== undefined) return zipAreas.get(zip) ?? zipAreas.get(zip.slice(0, 3));
  const [, canadian = ''] = CANADIAN.exec(bare) ?? [];
  return [3, 2, 1].map((length) => canadianAreas.get(canadian.slice(0, length))).find(Boolean);
}
