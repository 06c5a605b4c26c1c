import { invalidRequest, Problem } from '@fieldline/http';
import type { MailTrouble } from './mail-trouble.js';

export const emailNotConfigured = (): Problem =>
  new Problem({
    code: 'email_not_configured',
    status: 422,
    detail: 'No mail server is set. PUT /v1/smtp names the one that your e-mails leave by.',
  });

export const passwordNeeded = (): Problem =>
  invalidRequest([
    {
      field: 'password',
      message: 'is needed with a username, and again where that or the server changes',
    },
  ]);

/** The trial of the settings failed: why, without what the server said. */
export const smtpFailed = ({ code, smtpCode, message }: MailTrouble): Problem =>
  new Problem({
    code,
    status: 422,
    detail: message,
    ...(smtpCode === null ? {} : { extras: { smtpCode } }),
  });
