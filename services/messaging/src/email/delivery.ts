import type { MailConnection } from '../smtp/mail-connection.js';
import { MailTrouble } from '../smtp/mail-trouble.js';
import { nextAttemptAt } from './email.schedule.js';
import { EMAIL_SUBJECT } from './email.text.js';
import type { ClaimedEmail, Ending } from './sending.queries.js';

interface Doors {
  /** @throws MailTrouble */
  connect(): Promise<Pick<MailConnection, 'send' | 'close'>>;
  keep(email: ClaimedEmail, ending: Ending): Promise<void>;
  /** Those that weren't begun are somebody's again. */
  putBack(emails: readonly ClaimedEmail[]): Promise<void>;
  /** Nothing more is begun. */
  isEnding(): boolean;
  /** What allowed them has aged. One is begun all the same, so that those of a slow server go, too. */
  isStale(): boolean;
}

/**
 * Sends the e-mails of one business over one connection, and keeps how each went. Without a connection
 * they all have the same trouble; one that breaks keeps the others for another time, and so does
 * whatever nobody foresaw.
 */
export async function deliver(emails: readonly ClaimedEmail[], doors: Doors): Promise<void> {
  const left = [...emails];
  try {
    await deliverFirst(left, doors);
  } finally {
    if (left.length > 0) await doors.putBack(left);
  }
}

/** @param left loses those that are begun */
async function deliverFirst(left: ClaimedEmail[], doors: Doors): Promise<void> {
  let connection: Awaited<ReturnType<Doors['connect']>>;
  try {
    connection = await doors.connect();
  } catch (error) {
    const trouble = troubleOf(error);
    for (const email of left.splice(0)) await doors.keep(email, toEnding(trouble, email));
    return;
  }
  try {
    let isFirst = true;
    while (!doors.isEnding() && (isFirst || !doors.isStale())) {
      isFirst = false;
      const email = left.shift();
      if (!email) return;
      const trouble = await attempt(connection, email);
      await doors.keep(email, trouble ? toEnding(trouble, email) : { state: 'sent' });
      if (trouble && trouble.smtpCode === null) return;
    }
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
