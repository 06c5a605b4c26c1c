import { isZone } from '@fieldline/zones';
import { EVERY_ZONE } from '../data/zones.js';
import { areaOfNumber } from './area-code.js';
import { postalArea } from './postal-area.js';

/** How we know where they are: the first of these that is known. */
export type PlaceBasis = 'job_site' | 'contact' | 'postal_code' | 'area_code' | 'strictest';

/** Where a recipient may be. */
export interface RecipientPlace {
  /** Every IANA zone that is possible; a window is open when it is open in all of them. */
  readonly zones: readonly string[];
  /** States and provinces whose law may hold, as in ISO 3166-2: `US-FL`, `CA-ON`. */
  readonly regions: readonly string[];
  /** Of the phone number; where it doesn't say, `US`, whose rules for senders are the stricter ones. */
  readonly country: 'US' | 'CA';
  readonly basis: PlaceBasis;
}

/** What is known of a recipient's whereabouts. */
export interface KnownPlace {
  /** IANA. One that isn't is passed over. */
  readonly jobTimeZone?: string | null;
  /** A US ZIP code or a Canadian postal code; passed over when it is neither. */
  readonly jobPostalCode?: string | null;
  readonly contactTimeZone?: string | null;
  readonly postalCode?: string | null;
  /** E.164 */
  readonly phoneNumber: string;
  /** Where nothing is known, any zone of this country is possible; without it, of both. */
  readonly businessCountry?: 'US' | 'CA';
}

/**
 * Where a recipient may be, from the best that is known: the job site, the contact, their postal
 * code, their area code; else anywhere in the country. Never throws: what makes no sense is passed over.
 */
export function placeOf(known: KnownPlace): RecipientPlace {
  const number = areaOfNumber(known.phoneNumber);
  const job = postalArea(known.jobPostalCode);
  const home = postalArea(known.postalCode);
  const areas = [job, home, number?.area];
  const country = number?.country ?? 'US';
  // A state's law may hold where they are and where their number is from.
  const regions = [...new Set(areas.flatMap((area) => area?.regions ?? []))];
  const found = (basis: PlaceBasis, zones: readonly string[]): RecipientPlace => ({
    zones,
    regions,
    country,
    basis,
  });
  const { jobTimeZone, contactTimeZone } = known;
  if (jobTimeZone && isZone(jobTimeZone)) return found('job_site', [jobTimeZone]);
  if (job) return found('job_site', job.zones);
  if (contactTimeZone && isZone(contactTimeZone)) return found('contact', [contactTimeZone]);
  if (home) return found('postal_code', home.zones);
  if (number?.area) return found('area_code', number.area.zones);
  return found('strictest', everyZoneOf(number?.country ?? known.businessCountry));
}

function everyZoneOf(country: 'US' | 'CA' | undefined): readonly string[] {
  return country ? EVERY_ZONE[country] : [...EVERY_ZONE.US, ...EVERY_ZONE.CA];
}
