import type { NumberMatch, PurchaseNumber } from '@fieldline/contracts';
import { placeOf } from '@fieldline/rules';

/** Twilio's search, and what to tell who asked for something nearer. */
export interface NumberSearch {
  readonly matched: NumberMatch;
  readonly query: {
    readonly areaCode?: number;
    readonly inPostalCode?: string;
    readonly nearNumber?: string;
    readonly distance?: number;
    readonly inRegion?: string;
  };
  readonly fallback: string | null;
}

const MILES = 25;
const E164_AREA_CODE = /^\+1(\d{3})/;

/**
 * Where a local number is looked for, the nearest first: the area code, the postal code, within 25 miles,
 * the state or province. Never in another country, and never elsewhere in this one.
 */
export function numberSearches(wanted: PurchaseNumber): NumberSearch[] {
  const { areaCode, postalCode } = wanted;
  const none = noneLeft(wanted);
  const searches: NumberSearch[] = [];
  if (areaCode !== undefined)
    searches.push({ matched: 'area_code', query: { areaCode: Number(areaCode) }, fallback: null });
  if (postalCode !== undefined)
    searches.push({
      matched: 'postal_code',
      query: { inPostalCode: postalCode },
      fallback: areaCode === undefined ? null : `${none} This one is from ${postalCode}.`,
    });
  const nearNumber = neighbourOf(wanted);
  if (nearNumber !== undefined)
    searches.push({
      matched: 'nearby',
      query: { nearNumber, distance: MILES },
      fallback: `${none} This one is from within ${MILES} miles.`,
    });
  for (const region of regionsOf(wanted))
    searches.push({
      matched: 'region',
      query: { inRegion: region },
      fallback: `${none} This one is from elsewhere in ${region}.`,
    });
  return searches;
}

function noneLeft({ areaCode, postalCode }: PurchaseNumber): string {
  if (areaCode !== undefined) return `No number was left with area code ${areaCode}.`;
  return postalCode === undefined
    ? 'No area code was asked for.'
    : `No number was left in ${postalCode}.`;
}

/** The business's own phone when it lies there; else any number of the area code does. */
function neighbourOf(wanted: PurchaseNumber): string | undefined {
  const { areaCode, contactPhone } = wanted;
  if (contactPhone && isThere(contactPhone, wanted)) return contactPhone;
  return areaCode === undefined ? undefined : anyOf(areaCode);
}

/** As far as anybody can tell: in the area code that was asked for, or in the postal code's state. */
function isThere(phone: string, { areaCode, postalCode }: PurchaseNumber): boolean {
  const own = E164_AREA_CODE.exec(phone)?.[1];
  if (own === undefined) return false;
  if (areaCode !== undefined) return own === areaCode;
  if (postalCode === undefined) return true;
  const { regions } = placeOf({ postalCode, phoneNumber: '' });
  return placeOf({ phoneNumber: phone }).regions.some((region) => regions.includes(region));
}

/** States or provinces of the asked-for place; `IL`. None when nobody knows where that is. */
function regionsOf({ country, areaCode, postalCode, contactPhone }: PurchaseNumber): string[] {
  const place =
    areaCode === undefined && postalCode !== undefined
      ? { postalCode, phoneNumber: '' }
      : { phoneNumber: areaCode === undefined ? (contactPhone ?? '') : anyOf(areaCode) };
  const { regions, basis } = placeOf(place);
  if (basis === 'strictest') return [];
  return regions.flatMap((region) =>
    region.startsWith(`${country}-`) ? [region.slice(country.length + 1)] : [],
  );
}

const anyOf = (areaCode: string): string => `+1${areaCode}5550100`;
