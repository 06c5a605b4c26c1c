import type { Country, RecordRef } from '@fieldline/contracts';
import { notFound } from '@fieldline/http';
import { parsePhoneNumber } from '@fieldline/sms';
import { invalidNumber, recipientNoNumber } from './message.errors.js';
import type { SendContext } from './send-context.queries.js';

/** Who a text is for: a contact, an employee, or else a number as it was written. */
export interface Addressee {
  readonly contact: RecordRef | undefined;
  readonly employeeId: string | undefined;
  readonly to: string | undefined;
}

/** @throws not_found, recipient_no_number, invalid_number */
export function numberFor({ contact, employeeId, to }: Addressee, context: SendContext): string {
  if (contact) return numberOf('contact', context.contactId, context.contactNumber);
  if (employeeId) return numberOf('employee', context.employeeId, context.employeeNumber);
  return e164Of(to ?? '', context.country);
}

function numberOf(who: 'contact' | 'employee', id: string | null, number: string | null): string {
  if (id === null) throw notFound(who);
  if (number === null) throw recipientNoNumber(who);
  return number;
}

function e164Of(text: string, country: Country): string {
  const number = parsePhoneNumber(text, country);
  if (!number.ok) throw invalidNumber(number.detail);
  return number.e164;
}
