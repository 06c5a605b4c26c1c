import { hash } from '../wire/hash.js';
import { AREA_CODES, type AreaCode, type Country, regionNamed } from './region.js';
import { regionOfPostalCode } from './region.js';
import { areaCodeOf } from './phone-number.js';

/** What Twilio has for sale: the same numbers for an area code each time, minus those sold. */
export interface Search {
  country: Country;
  areaCode?: string;
  postalCode?: string;
  region?: string;
  locality?: string;
  nearNumber?: string;
  contains?: string;
}

const NUMBERS_PER_AREA_CODE = 2_000;

/** Area codes that a search allows, the nearest first. */
export function areaCodesFor(search: Search): AreaCode[] {
  const near = AREA_CODES.get(areaCodeOf(search.nearNumber ?? '') ?? search.areaCode ?? '');
  const region = search.region && regionNamed(search.region, search.country);
  const postal = search.postalCode && regionOfPostalCode(search.postalCode, search.country);
  return [...AREA_CODES.values()]
    .filter(({ region }) => region.country === search.country)
    .filter(({ code }) => search.areaCode === undefined || code === search.areaCode)
    .filter((area) => search.region === undefined || area.region === region)
    .filter((area) => search.postalCode === undefined || area.region === postal)
    .filter(({ city }) => search.locality === undefined || sameName(city, search.locality))
    .filter((area) => search.nearNumber === undefined || isNear(area, near))
    .toSorted((a, b) => distance(a, near) - distance(b, near));
}

function sameName(a: string, b: string): boolean {
  return a.localeCompare(b, 'en', { sensitivity: 'base' }) === 0;
}

/** Twilio's 25 miles are about a city. */
function isNear(area: AreaCode, near: AreaCode | undefined): boolean {
  return area.region === near?.region && area.city === near.city;
}

function distance(area: AreaCode, near: AreaCode | undefined): number {
  if (near === undefined || area.code === near.code) return 0;
  return area.city === near.city ? 1 : 2;
}

/** Numbers of an area code in a fixed order; no N11, 555 or other exchange with a meaning. */
export function* numbersOf(areaCode: string): Generator<string> {
  const seed = hash(areaCode);
  for (let index = 0; index < NUMBERS_PER_AREA_CODE; index += 1) {
    const exchange = 220 + ((seed + index * 37) % 730);
    if (exchange % 100 === 11 || exchange === 555) continue;
    const line = 1_000 + (((seed >>> 8) + index * 4_787) % 9_000);
    yield `+1${areaCode}${exchange}${line}`;
  }
}

/** `*` is any character, `%` any run of them; a pattern without either may stand anywhere. */
export function patternOf(contains: string): RegExp {
  const anchoredEnd = contains.endsWith('$');
  const body = contains
    .replace(/^\+/, '')
    .replace(/\$$/, '')
    .replaceAll(/[^0-9A-Za-z*%]/g, '')
    .toUpperCase()
    .replaceAll(/[A-Z]/g, digitOfLetter)
    .replaceAll('*', '\\d')
    .replaceAll('%', '\\d*');
  return new RegExp(body + (anchoredEnd ? '$' : ''));
}

function digitOfLetter(letter: string): string {
  const keys = ['ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];
  return String(keys.findIndex((key) => key.includes(letter)) + 2);
}
