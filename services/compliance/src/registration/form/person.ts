import {
  JOB_POSITIONS,
  type RegistrationPath,
  type RegistrationRepresentative,
} from '@fieldline/contracts';
import { parsePhoneNumber } from '@fieldline/sms';
import { isEmail } from 'class-validator';
import type { CheckedRepresentative } from './checked-form.js';
import type { Findings } from './findings.js';
import { isBlank, readChoice, readLine, readName } from './text.js';

const TOLL_FREE = /^\+18(?:00|22|33|44|55|66|77|88)/;

/** Who answers for the business. A sole proprietor has no position in it. */
export function readRepresentative(
  findings: Findings,
  path: RegistrationPath,
  given: RegistrationRepresentative | null | undefined,
): CheckedRepresentative {
  const field = (name: string): string => `representative.${name}`;
  const isAlone = path === 'sole_proprietor';
  return {
    firstName: readName(findings, field('firstName'), given?.firstName, 100),
    lastName: readName(findings, field('lastName'), given?.lastName, 100),
    email: readEmail(findings, field('email'), given?.email),
    phone: readPhone(findings, field('phone'), given?.phone),
    title: isAlone ? null : readName(findings, field('title'), given?.title, 100),
    jobPosition: isAlone
      ? null
      : readChoice(findings, field('jobPosition'), given?.jobPosition, JOB_POSITIONS),
  };
}

export function readEmail(
  findings: Findings,
  field: string,
  given: string | null | undefined,
): string {
  const email = readLine(findings, field, given, { max: 100 });
  if (email !== '' && !isEmail(email))
    findings.error(field, 'malformed', 'Give an e-mail address.');
  return email;
}

export function readOptionalEmail(
  findings: Findings,
  field: string,
  given: string | null | undefined,
): string | null {
  return isBlank(given) ? null : readEmail(findings, field, given);
}

/** A number of the United States or Canada. @returns E.164 */
export function readPhone(
  findings: Findings,
  field: string,
  given: string | null | undefined,
): string {
  const text = readLine(findings, field, given, { max: 64 });
  if (text === '') return text;
  const parsed = parsePhoneNumber(text, 'US');
  if (!parsed.ok) {
    findings.error(field, 'malformed', 'Give a phone number with its area code.');
    return text;
  }
  if (parsed.country !== 'US' && parsed.country !== 'CA')
    findings.error(field, 'other_country', 'Give a number of the United States or Canada.');
  return parsed.e164;
}

/** Where Twilio's code goes: a phone that somebody carries. */
export function readMobilePhone(
  findings: Findings,
  field: string,
  given: string | null | undefined,
): string {
  const phone = readPhone(findings, field, given);
  if (TOLL_FREE.test(phone))
    findings.error(field, 'not_mobile', 'Give a mobile number: a code is texted to it.');
  return phone;
}
