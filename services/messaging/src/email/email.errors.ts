import type { EmployeeRefusal } from '@fieldline/contracts';
import { Problem } from '@fieldline/http';

export const tooManyEmails = (most: number): Problem =>
  new Problem({
    code: 'too_many_emails',
    status: 429,
    detail: `${most} e-mails wait to be sent already. Look at the mail server.`,
    extras: { retryAfterSeconds: 60 },
  });

/** Why an employee gets no e-mail; the others do. */
export type RefusalReason = EmployeeRefusal['error'];

export const NO_TEXT_ADDRESS: RefusalReason = {
  code: 'no_text_address',
  detail: 'This employee has no text address. Add the mobile number and its carrier.',
};

export const SAME_NUMBER: RefusalReason = {
  code: 'same_number',
  detail: 'Another employee of this request has the same number.',
};
