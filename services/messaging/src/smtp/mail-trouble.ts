/** What goes wrong between us and a mail server, in words for whoever set it up. */
export const MAIL_TROUBLES = {
  smtp_host_not_allowed: 'The mail server is in a private network, where nothing may be sent to.',
  smtp_unreachable: "The mail server can't be reached.",
  smtp_tls_failed: 'The mail server offers no encryption, or none that can be trusted.',
  smtp_password_lost: "The password can't be read any more: enter it again.",
  smtp_sign_in_refused: 'The mail server refused the username or the password.',
  smtp_refused: 'The mail server refused the e-mail.',
  smtp_answer_lost:
    'The mail server broke off after it had the e-mail: nobody knows whether it went.',
} as const;

export type MailTroubleCode = keyof typeof MAIL_TROUBLES;

/** `failed`: never will · `later`: may, another time · `unknown`: may have, so it isn't tried again */
export type MailOutcome = 'failed' | 'later' | 'unknown';

/** It carries nothing of what was sent or answered but the server's number for it. */
export class MailTrouble extends Error {
  override readonly name = 'MailTrouble';

  constructor(
    readonly code: MailTroubleCode,
    readonly outcome: MailOutcome,
    /** What the mail server answered, 400 to 599. */
    readonly smtpCode: number | null = null,
  ) {
    super(MAIL_TROUBLES[code]);
  }
}

export interface ClientError extends Error {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly responseCode?: number | undefined;
}

const UNTRUSTED = /CERT|SIGN|TLS|SSL|EPROTO/;

/**
 * The trouble that an error of the mail client means.
 * @param begun whether the text itself was on its way: before that nothing can have been sent
 */
export function toMailTrouble(error: ClientError, begun: boolean): MailTrouble {
  const answered = error.responseCode;
  if (answered !== undefined && answered >= 400) {
    const code = codeOf(error, 'smtp_refused');
    return new MailTrouble(code, answered >= 500 ? 'failed' : 'later', answered);
  }
  if (begun) return new MailTrouble('smtp_answer_lost', 'unknown');
  return new MailTrouble(codeOf(error, 'smtp_unreachable'), 'later');
}

function codeOf({ code, originalCode }: ClientError, other: MailTroubleCode): MailTroubleCode {
  if (code === 'EAUTH') return 'smtp_sign_in_refused';
  if (code === 'ETLS' || UNTRUSTED.test(originalCode ?? '')) return 'smtp_tls_failed';
  return other;
}
