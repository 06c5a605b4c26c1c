// The smallest of the three metadata sets: it tells countries apart and knows each one's number
// pattern, which is all that is asked here. The larger ones know the types of numbers too, which
// costs the console 5 to 20 KB more and refuses newly assigned ranges sooner.
import parsePhone, { type CountryCode, type PhoneNumber } from 'libphonenumber-js/min';

export type { CountryCode };

export type ParsedPhoneNumber =
  | { ok: true; e164: string; country: CountryCode }
  | { ok: false; code: 'invalid_number'; detail: string };

const maxInputLength = 64;

// North American Numbering Plan: NXX-NXX-XXXX with N from 2 to 9; neither part is N11, and area
// codes N9X are kept for expansion.
const northAmerican = /^[2-9](?!11|9)\d{2}[2-9](?!11)\d{6}$/;

/**
 * `text` as an E.164 number and its country (ISO 3166-1 alpha-2).
 *
 * National formats need `defaultCountry`; without it only `+…` is understood. The whole text must
 * be the number, without extension. Accepted are numbers valid by libphonenumber's metadata, of
 * any country, and North American ones that fit the numbering plan although the metadata does not
 * know the area code: new ones open every year, and refusing a customer's number is worse than one
 * error from Twilio. Such a number counts as of `defaultCountry` when that is CA, else of the US.
 *
 * The fictional numbers 555-0100 to 555-0199 are valid in any area code, and so are Twilio's test
 * numbers +1 500 555 0000 to 0009. Never throws: `invalid_number` with a sentence that does not
 * repeat the number.
 */
export function parsePhoneNumber(text: string, defaultCountry?: CountryCode): ParsedPhoneNumber {
  if (text.length > maxInputLength) return refuse('The text is too long for a phone number.');
  const phone = parsePhone(text.trim(), { defaultCountry, extract: false });
  if (!phone) return refuse('The text is not a phone number, or lacks its country code.');
  if (phone.ext) return refuse('A number with an extension cannot be texted.');
  const country = countryOf(phone, defaultCountry);
  if (!country) return refuse('No country has such a number.');
  return { ok: true, e164: phone.number, country };
}

/** For logs: an E.164 number with all but its last two digits masked; too short, all of it. */
export function maskPhoneNumber(e164: string): string {
  const hidden = e164.length > 6 ? e164.length - 2 : e164.length;
  return e164.slice(0, hidden).replace(/[^+]/g, '*') + e164.slice(hidden);
}

function countryOf(phone: PhoneNumber, defaultCountry?: CountryCode): CountryCode | undefined {
  if (phone.isValid()) return phone.country;
  const plausible = phone.countryCallingCode === '1' && northAmerican.test(phone.nationalNumber);
  if (!plausible) return undefined;
  return phone.country ?? (defaultCountry === 'CA' ? 'CA' : 'US');
}

function refuse(detail: string): ParsedPhoneNumber {
  return { ok: false, code: 'invalid_number', detail };
}
