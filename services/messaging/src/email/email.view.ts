import type { EmailErrorView, EmployeeEmailView } from '@fieldline/contracts';
import { carrierNamed, gatewayOn } from '@fieldline/sms';
import { MAIL_TROUBLES } from '../smtp/mail-trouble.js';
import type { Email } from './email.entity.js';

export interface EmailTrouble {
  readonly errorCode: string;
  readonly smtpCode: number | null;
}

export const CHARGE_HINT = 'The carrier may charge the employee for what they receive.';

export function toEmailView(email: Email): EmployeeEmailView {
  const { errorCode, smtpCode } = email;
  const ended = email.endedAt?.toISOString() ?? null;
  return {
    id: email.id,
    employeeId: email.employeeId,
    state: email.state,
    carrier: email.carrier,
    jobId: email.jobId,
    contactId: email.contactId,
    attempts: email.attempts,
    error: errorCode === null ? null : toEmailError({ errorCode, smtpCode }),
    warning: warningOf(email.carrier),
    sentBy: email.sentBy,
    createdAt: email.createdAt.toISOString(),
    endedAt: ended,
  };
}

export function toEmailError({ errorCode, smtpCode }: EmailTrouble): EmailErrorView {
  return { code: errorCode, smtpCode, sentence: SENTENCES[errorCode] ?? OTHER };
}

function warningOf(name: string): string | null {
  const carrier = carrierNamed(name);
  const today = new Date().toISOString().slice(0, 10);
  return carrier ? gatewayOn(today, carrier).advice : null;
}

const OTHER = "The e-mail didn't go.";

const SENTENCES: Readonly<Record<string, string>> = {
  ...MAIL_TROUBLES,
  email_not_configured: 'The mail server was taken away before the e-mail went.',
  contact_erased: "The customer's details were erased before the e-mail went.",
  expired: 'Texting was suspended, and the e-mail would have come hours late.',
  recipient_opted_out: 'They have opted out of texts from this business.',
  recipient_on_hold: 'They seem to have asked for no more texts: somebody has to look at it first.',
};
