import type { Country, RegistrationAddress, RegistrationPath } from '@fieldline/contracts';
import type { CheckedAddress } from './checked-form.js';
import type { Findings } from './findings.js';
import { readName, required } from './text.js';
import { isZipOf } from './zip-codes.js';

/** States, the district and the territories; provinces and territories. No code is of both countries. */
const REGIONS: Readonly<Record<Country, ReadonlySet<string>>> = {
  US: new Set(
    `AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC
     ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI`.split(/\s+/),
  ),
  CA: new Set('AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' ')),
};

/** The first letter of a province's postal codes (Canada Post). */
const FIRST_LETTERS: Readonly<Record<string, string>> = {
  NL: 'A',
  NS: 'B',
  PE: 'C',
  NB: 'E',
  QC: 'GHJ',
  ON: 'KLMNP',
  MB: 'R',
  SK: 'S',
  AB: 'T',
  BC: 'V',
  NT: 'X',
  NU: 'X',
  YT: 'Y',
};

const ZIP_CODE = /^(?!00000)(\d{5})(?:[ -]?(\d{4}))?$/;
const POSTAL_CODE = /^([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[ -]?(\d[ABCEGHJ-NPRSTV-Z]\d)$/;
/** As people write them in English, French and Spanish, with or without what is around them. */
const POST_OFFICE_BOX = new RegExp(
  [
    // PO Box, P.O.Box, P. O. B., POB 12, POBox12, Post Office Box
    String.raw`\bp\W{0,3}o\W{0,3}b(?:ox)?(?:\b|(?=\d))`,
    String.raw`\bp\W{0,3}o\W{0,3}(?:drawer|#|no\b|number\b)`,
    String.raw`\bpost(?:al)?(?:\W{0,3}office)?\W{0,3}(?:box|drawer)(?:\b|(?=\d))`,
    // Box 12, Box #12, 1 Main St Box 12: a number follows, in a street's name none does; a rural route's box is at the road
    String.raw`(?<!\b(?:rr|hc|rt|route|star route)\W*\d*\W*)(?:^|[\s,;])box\W{0,3}(?:(?:no|number)\W{0,3})?\d+[a-z]?(?=\W*(?:$|[,;]|\b(?:stn|station|succ|rpo)\b))`,
    String.raw`^\W*box\W{0,3}(?:(?:no|number)\W{0,3})?\d`,
    // C.P. 123, CP123, case postale, casier postal, boîte postale
    String.raw`\bc\.?\s?p\.?\s?#?\d`,
    String.raw`\b(?:case|casier|bo[iî]te)s?\W{0,3}posta(?:le?s?|ux)\b`,
    String.raw`\bb\.?p\.?\s?#?\d`,
    // Apartado (de correos) 12, Apdo. 12; Casilla postal
    String.raw`\b(?:apartado|apdo)\b\W{0,3}(?:postal|de\W+correos?|#|no\b|\d)`,
    String.raw`\bcasilla\W+(?:postal|de\W+correos?|\d)`,
    String.raw`\bpmb\b|\b(?:general\s+delivery|poste\s+restante)\b`,
    // Rented from somebody who takes mail in
    String.raw`\b(?:lock|caller)\W{0,3}(?:box|bag)\b|^\W*drawer\W{0,3}\d`,
  ].join('|'),
  'i',
);

const COUNTRY_OF_PATH: Readonly<Record<RegistrationPath, Country | null>> = {
  us: 'US',
  ca: 'CA',
  sole_proprietor: null,
};

/** Where a business is: on its path's side of the border, and where somebody can be found. */
export function readAddress(
  findings: Findings,
  path: RegistrationPath,
  given: RegistrationAddress | null | undefined,
): CheckedAddress & { readonly country: Country } {
  const street = readName(findings, 'address.street', given?.street, 100);
  if (POST_OFFICE_BOX.test(street))
    findings.error(
      'address.street',
      'po_box',
      'Give a street address: post-office boxes are refused.',
    );
  const city = readName(findings, 'address.city', given?.city, 100);
  const { region, country } = readRegion(findings, COUNTRY_OF_PATH[path], given?.region);
  const postalCode = readPostalCode(findings, country, region, given?.postalCode);
  return { street, city, region, postalCode, country: country ?? 'US' };
}

function readRegion(
  findings: Findings,
  expected: Country | null,
  given: string | null | undefined,
): { region: string; country: Country | null } {
  const region = given?.trim().toUpperCase() ?? '';
  const country = REGIONS.US.has(region) ? 'US' : REGIONS.CA.has(region) ? 'CA' : null;
  if (region === '') required(findings, 'address.region');
  else if (country === null)
    findings.error(
      'address.region',
      'unknown_value',
      'Give the two letters of a state or province.',
    );
  else if (expected !== null && country !== expected)
    findings.error('address.region', 'other_country', 'It is not in the country of this form.');
  return { region, country: expected ?? country };
}

function readPostalCode(
  findings: Findings,
  country: Country | null,
  region: string,
  given: string | null | undefined,
): string {
  const field = 'address.postalCode';
  const text = given?.trim().toUpperCase() ?? '';
  if (text === '') required(findings, field);
  if (text === '' || country === null) return text;
  const [, first, second] = (country === 'US' ? ZIP_CODE : POSTAL_CODE).exec(text) ?? [];
  if (first === undefined) {
    const message =
      country === 'US'
        ? 'A ZIP code has five digits, or nine: 00000-0000.'
        : 'A postal code reads A0A 0A0, and never holds D, F, I, O, Q or U.';
    findings.error(field, 'malformed', message);
    return text;
  }
  if (country === 'US') {
    if (!isZipOf(region, first))
      findings.warning(field, 'other_region', 'ZIP codes of this state begin with other digits.');
    return second === undefined ? first : `${first}-${second}`;
  }
  const letters = FIRST_LETTERS[region];
  if (letters !== undefined && !letters.includes(first[0]!))
    findings.warning(
      field,
      'other_region',
      'Postal codes of this province begin with another letter.',
    );
  return `${first} ${second}`;
}
