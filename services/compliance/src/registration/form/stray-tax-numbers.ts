import { holdsTaxNumber, type RegistrationForm, Secret } from '@fieldline/contracts';
import type { Findings } from './findings.js';

/** These hold digits of their own; what isn't one of them is refused by their own rules. But the form's number is in none. */
const OWN_DIGITS = new Set(['address.postalCode', 'representative.phone', 'mobilePhone']);

/** Tax numbers anywhere but in their own field: only that one is passed on without being kept or shown. */
export function refuseStrayTaxNumbers(findings: Findings, form: RegistrationForm): void {
  const known = form.taxId instanceof Secret ? form.taxId.reveal() : null;
  for (const [field, text] of textsOf(form, ''))
    if (holdsTaxNumber(OWN_DIGITS.has(field) ? text.replace(/\D/gu, '') : text, known))
      findings.error(
        field,
        'tax_number',
        'It holds what reads as a tax number. That goes into its own field, and nowhere else.',
      );
}

function textsOf(part: object, parent: string): [field: string, text: string][] {
  return Object.entries(part).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'string') return [[`${parent}${name}`, value]];
    if (typeof value !== 'object' || value === null || value instanceof Secret) return [];
    return textsOf(value, `${parent}${name}.`);
  });
}
