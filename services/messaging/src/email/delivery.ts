import type { MailConnection } from '../smtp/mail-connection.js';
import { MailTrouble } from '../smtp/mail-trouble.js';
import { nextAttemptAt } from './email.schedule.js';
import { EMAIL_SUBJECT } from './email.text.js';
import type { ClaimedEmail, Ending } from './sending.queries.js';

interface Doors {
  /** @throws MailTrouble */
  connect(): Promise<Pick<MailConnection, 'send' | 'close'>>;
  keep(email: ClaimedEmail, ending: Ending): Promise<void>;
  /** Nothing more is begun. */
  isEnding(): boolean;
}

/**
 * Sends the e-mails of one business over one connection, and keeps how each went. Without a connection
 * they all have the same trouble; one that breaks keeps the others for another time.
 * @returns those that weren't begun
 */
export async function deliver(
  emails: readonly ClaimedEmail[],
  { connect, keep, isEnding }: Doors,
): Promise<ClaimedEmail[]> {
  let connection: Awaited<ReturnType<Doors['connect']>>;
  try {
    connection = await connect();
  } catch (error) {
    const trouble = troubleOf(error);
    for (const email of emails) await keep(email, toEnding(trouble, email));
    return [];
  }
  try {
    for (const [index, email] of emails.entries()) {
      if (isEnding()) return emails.slice(index);
      const trouble = await attempt(connection, email);
      await keep(email, trouble ? toEnding(trouble, email) : { state: 'sent' });
      if (trouble && trouble.smtpCode === null) return emails.slice(index + 1);
    }
    return [];
  } finally {
    connection.close();
  }
}

async function attempt(
  connection: Pick<MailConnection, 'send'>,
  { id, toAddress, body }: ClaimedEmail,
): Promise<MailTrouble | undefined> {
  try {
    await connection.send({ id, to: toAddress, subject: EMAIL_SUBJECT, text: body });
    return undefined;
  } catch (error) {
    return troubleOf(error);
  }
}

function toEnding({ code, outcome, smtpCode }: MailTrouble, email: ClaimedEmail): Ending {
  const trouble = { errorCode: code, smtpCode };
  if (outcome !== 'later') return { ...trouble, state: outcome };
  const at = nextAttemptAt(email.attempts, email.createdAt, new Date());
  return at ? { ...trouble, state: 'queued', nextAttemptAt: at } : { ...trouble, state: 'failed' };
}

function troubleOf(error: unknown): MailTrouble {
  if (error instanceof MailTrouble) return error;
  throw error;
}
