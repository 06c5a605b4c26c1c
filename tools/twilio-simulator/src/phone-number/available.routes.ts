import type { Call, TwilioApi } from '../wire/api.js';
import { LIMITS } from '../limits.js';
import { invalidParameter } from '../wire/twilio-error.js';
import type { Search } from './inventory.js';
import { areaCodeOf, CAPABILITIES, nationalFormat } from './phone-number.js';
import type { PhoneNumbers } from './phone-numbers.js';
import { AREA_CODES, type Country } from './region.js';

const DEFAULT_COUNT = 30;
const NOT_SIMULATED = ['NearLatLong', 'InRateCenter', 'InLata'];

/** `GET …/AvailablePhoneNumbers/{US|CA}/Local.json`: what could be bought; nothing is reserved. */
export function availableNumberRoutes(api: TwilioApi, phoneNumbers: PhoneNumbers): void {
  for (const country of ['US', 'CA'] as const) {
    const path = `/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers/${country}/Local.json`;
    api.handle('GET', path, (call) => {
      const search = searchOf(call, country);
      const count = call.query.integer('PageSize', { min: 1, max: LIMITS.pageSize });
      const found = everyNumberFits(call)
        ? phoneNumbers.search(search, count ?? DEFAULT_COUNT)
        : [];
      const postalCode = search.postalCode ?? null;
      return {
        status: 200,
        body: {
          available_phone_numbers: found.map((number) => toAvailableView(number, postalCode)),
          uri: call.pathname,
        },
      };
    });
  }
}

function searchOf({ query }: Call, country: Country): Search {
  const unknown = NOT_SIMULATED.find((name) => query.has(name));
  if (unknown) throw invalidParameter(`The simulator knows no ${unknown}`);
  const areaCode = query.integer('AreaCode', { min: 200, max: 999 });
  return {
    country,
    areaCode: areaCode === undefined ? undefined : String(areaCode),
    postalCode: query.one('InPostalCode'),
    region: query.one('InRegion'),
    locality: query.one('InLocality'),
    nearNumber: query.one('NearNumber'),
    contains: containsOf(query.one('Contains')),
  };
}

function containsOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[\dA-Za-z*%+$]{2,16}$/.test(text)) return text;
  throw invalidParameter(`Contains takes 2 to 16 digits, letters, *, %, + and $: ${text}`);
}

/** Every number of ours can call and text, and none faxes. */
function everyNumberFits({ query }: Call): boolean {
  const wantsNoSms = ['SmsEnabled', 'MmsEnabled', 'VoiceEnabled'].some(
    (name) => query.flag(name) === false,
  );
  return !wantsNoSms && query.flag('FaxEnabled') !== true;
}

function toAvailableView(number: string, postalCode: string | null) {
  const area = AREA_CODES.get(areaCodeOf(number) ?? '');
  return {
    phone_number: number,
    friendly_name: nationalFormat(number),
    locality: area?.city ?? null,
    region: area?.region.code ?? null,
    rate_center: area?.city.toUpperCase() ?? null,
    postal_code: postalCode,
    lata: null,
    latitude: null,
    longitude: null,
    iso_country: area?.region.country ?? null,
    address_requirements: 'none',
    beta: false,
    capabilities: CAPABILITIES,
  };
}
