import type { Country, RegistrationAddress, RegistrationPath } from '@fieldline/contracts';
import type { CheckedAddress } from './checked-form.js';
import type { Findings } from './findings.js';
import { readName, required } from './text.js';

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
const POST_OFFICE_BOX =
  /\bp\W{0,3}o\W{0,3}b(?:ox)?\b|\bpost(?:al)?(?:\s+office)?\s+box\b|^\W*box\s+\d|\bc\.?\s?p\.?\s+\d|\bcase\s+postale\b|\bpmb\b|\bgeneral\s+delivery\b/i;

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
  if (country === 'US') return second === undefined ? first : `${first}-${second}`;
  const letters = FIRST_LETTERS[region];
  if (letters !== undefined && !letters.includes(first[0]!))
    findings.warning(
      field,
      'other_region',
      'Postal codes of this province begin with another letter.',
    );
  return `${first} ${second}`;
}
