import { Database, type Transaction } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { sendFacts } from '../consent/send-facts.queries.js';
import type { MailServer } from '../smtp/mail-connection.js';
import { MailServers, SEND_WITHIN_MS } from '../smtp/mail-servers.js';
import { Smtp } from '../smtp/smtp.entity.js';
import { shareSending } from '../sending-pause/sending-pause.queries.js';
import { deliver } from './delivery.js';
import { decideEmail } from './email.decision.js';
import {
  claimDue,
  type ClaimedEmail,
  endAttempt,
  type Ending,
  giveUpLost,
  putBack,
} from './sending.queries.js';

const PACE = { busyMs: 1_000, idleMs: 15_000 };
/** Mail servers spoken to at once, by each process. */
const SERVERS_AT_ONCE = 16;
/** Longer than a connection and a claim's e-mails may take together, with room to write down how it went. */
const OURS_FOR_MS = 12 * SEND_WITHIN_MS;
/** After that, a STOP may have come: who may have an e-mail is decided anew. */
const DECIDED_FOR_MS = 2_000;

/**
 * Hands e-mails to the mail servers of their businesses. A claim marks them first, so that one whose
 * sender died is known to have been on its way: it is never sent again by itself.
 */
@Injectable()
export class EmailSender extends Rounds {
  private readonly underWay = new Map<string, Promise<void>>();
  private isEnding = false;

  constructor(
    private readonly database: Database,
    private readonly servers: MailServers,
  ) {
    super(PACE);
  }

  /** Looks for e-mails as soon as `tx` has committed. */
  wakeAfter(tx: Transaction): void {
    this.database.afterCommit(tx, () => this.wake());
  }

  /** The e-mail under way of each mail server is finished; those behind it are put back. */
  override async beforeApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    await super.beforeApplicationShutdown();
    await Promise.all(this.underWay.values());
  }

  protected async round(): Promise<RoundOutcome> {
    const claim = await this.database.asWorker(async (tx) => {
      await giveUpLost(tx);
      return this.isEnding || this.underWay.size >= SERVERS_AT_ONCE ? undefined : this.claim(tx);
    });
    if (!claim) return this.underWay.size > 0 ? 'found' : 'nothing';
    const { tenantId } = claim;
    const work = this.send(claim)
      .finally(() => this.underWay.delete(tenantId))
      .then(() => this.wake())
      // Nobody is woken: what was put back would fail again at once.
      .catch((error: unknown) => this.logger.error(error));
    this.underWay.set(tenantId, work);
    return 'more';
  }

  /** Decided at the last moment, with the recipients' rows shared: a STOP that comes now waits for us, or we for it. */
  private async claim(tx: Transaction): Promise<Claim | undefined> {
    await shareSending(tx);
    const claimed = await claimDue(tx, [...this.underWay.keys()], OURS_FOR_MS);
    const [first] = claimed;
    if (!first) return undefined;
    const { tenantId } = first;
    const known = await sendFacts(
      tx,
      claimed.map((email) => ({ ...email, contactId: null })),
      'share',
    );
    const now = new Date();
    const allowed: ClaimedEmail[] = [];
    for (const [index, email] of claimed.entries()) {
      const decision = decideEmail(known[index]!.facts, now);
      if (email.isErased) await endAttempt(tx, email, failed('contact_erased'));
      else if (email.isExpired) await endAttempt(tx, email, failed('expired'));
      else if (decision.outcome === 'allow') allowed.push(email);
      else await endAttempt(tx, email, failed(decision.code));
    }
    const smtp = await tx.findOneBy(Smtp, { tenantId });
    if (!smtp)
      for (const email of allowed) await endAttempt(tx, email, failed('email_not_configured'));
    return { tenantId, emails: smtp ? allowed : [], smtp, decidedAt: now };
  }

  private async send({ emails, smtp, decidedAt }: Claim): Promise<void> {
    if (!smtp || emails.length === 0) return;
    const open = (): MailServer => this.servers.serverOf(smtp);
    await deliver(emails, {
      connect: async () => this.servers.connect(open()),
      keep: (email, ending) => this.keep(email, ending),
      putBack: (rest) => this.database.asWorker((tx) => putBack(tx, rest)),
      isEnding: () => this.isEnding,
      isStale: () => Date.now() - decidedAt.getTime() > DECIDED_FOR_MS,
    });
  }

  private async keep(email: ClaimedEmail, ending: Ending): Promise<void> {
    await this.database.asWorker((tx) => endAttempt(tx, email, ending));
  }
}

interface Claim {
  readonly tenantId: string;
  readonly emails: readonly ClaimedEmail[];
  readonly smtp: Smtp | null;
  readonly decidedAt: Date;
}

function failed(errorCode: string): Ending {
  return { state: 'failed', errorCode, smtpCode: null };
}
