import { type CountryCode, parsePhoneNumber } from '../phone.js';
import { type Carrier, carriers } from './carriers.js';

/** Whether a carrier's gateway takes texts: `ending` until a day that is known, `none`: it never had one. */
export type GatewayStatus = 'active' | 'ending' | 'retired' | 'none';

export interface Gateway {
  readonly status: GatewayStatus;
  /** What to do about it; null where there is nothing to do. */
  readonly advice: string | null;
}

const MOVE = 'Give the employee a real SMS number and text them through it instead.';

/** The carrier of that name, case, spaces and punctuation aside. */
export function carrierNamed(name: string): Carrier | undefined {
  return byName.get(bare(name));
}

/** How a carrier's gateway stands on a day (yyyy-mm-dd). */
export function gatewayOn(day: string, { name, smsDomain, mmsDomain, endsOn }: Carrier): Gateway {
  if (smsDomain === null && mmsDomain === null)
    return { status: 'none', advice: `${name} turns no e-mail into texts. ${MOVE}` };
  if (endsOn === null) return { status: 'active', advice: null };
  if (day >= endsOn)
    return { status: 'retired', advice: `${name} has ended its e-mail gateway. ${MOVE}` };
  return { status: 'ending', advice: `${name} ends its e-mail gateway on ${endsOn}. ${MOVE}` };
}

/** Where an e-mail to a number of ten digits becomes a text; undefined where nothing does that. */
export function gatewayAddress(
  number: string,
  { smsDomain, mmsDomain }: Carrier,
): string | undefined {
  const domain = mmsDomain ?? smsDomain;
  return domain === null ? undefined : `${number}@${domain}`;
}

/** The ten digits of a North American number in any common spelling; undefined for any other text. */
export function tenDigitsOf(text: string, defaultCountry: CountryCode): string | undefined {
  const home = defaultCountry === 'CA' ? 'CA' : 'US';
  const number = parsePhoneNumber(text, home);
  if (!number.ok || !/^\+1\d{10}$/.test(number.e164)) return undefined;
  return number.e164.slice(2);
}

const byName = new Map(carriers.map((carrier) => [bare(carrier.name), carrier]));

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
