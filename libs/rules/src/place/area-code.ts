import { CANADIAN_AREA_CODES, CANADIAN_NON_GEOGRAPHIC } from '../data/area-codes.ca.js';
import { US_AREA_CODES } from '../data/area-codes.us.js';
import type { Area } from '../data/area.js';
import { areasByCode } from './areas-by-code.js';

export interface AreaOfNumber {
  readonly country: 'US' | 'CA';
  /** Undefined for a number that belongs to no place. */
  readonly area: Area | undefined;
}

const areas = areasByCode([...US_AREA_CODES, ...CANADIAN_AREA_CODES]);
const canadian = new Set(CANADIAN_AREA_CODES);
const placeless = new Set(CANADIAN_NON_GEOGRAPHIC.split(' '));

/** Of an E.164 number; undefined when its area code is toll-free, unknown, or of another country. */
export function areaOfNumber(phoneNumber: string): AreaOfNumber | undefined {
  const code = /^\+1(\d{3})\d{7}$/.exec(phoneNumber)?.[1];
  if (code === undefined) return undefined;
  if (placeless.has(code)) return { country: 'CA', area: undefined };
  const area = areas.get(code);
  return area && { country: canadian.has(area) ? 'CA' : 'US', area };
}
