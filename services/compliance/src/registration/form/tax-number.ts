import { isPersonalTaxNumber, Secret } from '@fieldline/contracts';
import type { Findings } from './findings.js';
import { isBlank, required } from './text.js';

const FIELD = 'taxId';

/** Two digits that no EIN begins with (irs.gov, "How EINs are assigned and valid EIN prefixes"). */
const UNASSIGNED = new Set('00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97'.split(' '));
/** Spaces and dashes of any kind, as people write numbers. */
const SEPARATORS = /[\s\p{Pd}]/gu;

/** @returns nine digits; what is wrong is among the findings, without any of them */
export function readTaxNumber(
  findings: Findings,
  path: 'us' | 'ca',
  given: Secret | null | undefined,
  isNeeded: boolean,
): Secret | null {
  if (!given || isBlank(given.reveal())) {
    if (isNeeded) required(findings, FIELD);
    return null;
  }
  if (isPersonalTaxNumber(given.reveal())) {
    const message =
      path === 'us'
        ? 'Social Security numbers are written so. Give the EIN: 00-0000000; without one, register as a sole proprietor.'
        : 'Social Security numbers are written so. Give the business number; without one, register as a sole proprietor.';
    findings.error(FIELD, 'personal_number', message);
    return null;
  }
  const text = given.reveal().replace(SEPARATORS, '');
  const digits = path === 'us' ? readEin(findings, text) : readBusinessNumber(findings, text);
  return digits === undefined ? null : new Secret(digits);
}

function readEin(findings: Findings, text: string): string | undefined {
  if (!/^\d{9}$/.test(text)) {
    findings.error(FIELD, 'malformed', 'An EIN has nine digits: 00-0000000.');
    return undefined;
  }
  if (UNASSIGNED.has(text.slice(0, 2))) {
    findings.error(FIELD, 'impossible', 'No EIN begins with these two digits.');
    return undefined;
  }
  return text;
}

/** With or without the account's two letters and four digits (RC0001), of which the registry wants nothing. */
function readBusinessNumber(findings: Findings, text: string): string | undefined {
  const [, digits] = /^(\d{9})(?:[a-z]{2}\d{4})?$/i.exec(text) ?? [];
  if (digits === undefined) {
    const message =
      'A business number has nine digits; letters and digits such as RC0001 may follow.';
    findings.error(FIELD, 'malformed', message);
  } else if (!passesLuhn(digits)) {
    const message = 'Its last digit doesn’t fit the others: look at it again.';
    findings.warning(FIELD, 'checksum', message);
  }
  return digits;
}

/** ISO/IEC 7812, as the Canada Revenue Agency makes the ninth digit. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
