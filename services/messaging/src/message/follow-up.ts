import { Database, query } from '@fieldline/database';
import { Outbox, Pulse } from '@fieldline/events';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { TwilioMessages } from '../twilio/twilio-messages.js';
import { type MessageStep, takeSteps } from './message.steps.js';

interface DueMessage {
  readonly tenantId: string;
  readonly messageId: string;
  readonly providerMessageId: string;
  readonly accountSid: string;
}

const POLL_MS = 1_000;
const AT_ONCE = 20;

/**
 * Asks Twilio about messages whose callbacks didn't come, and for the count of those that
 * Twilio hadn't counted when it took them. Asks less and less often; gives up after a day.
 */
@Injectable()
export class FollowUp implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(FollowUp.name);
  private readonly pulse = new Pulse();
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly twilio: TwilioMessages,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.pulse.beat();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const asked = await this.ask().catch((error: unknown) => {
        this.logger.error(error);
        return 0;
      });
      if (asked < AT_ONCE) await this.pulse.next(POLL_MS);
    }
  }

  private async ask(): Promise<number> {
    const due = await this.claim();
    const answers = await Promise.all(due.map((message) => this.fetch(message)));
    const steps = answers.flat();
    if (steps.length > 0) await this.database.asWorker((tx) => takeSteps(tx, this.outbox, steps));
    return due.length;
  }

  /** Claiming puts the next question off, so a crash asks again and replicas don't ask twice. */
  private claim(): Promise<DueMessage[]> {
    return this.database.asWorker((tx) =>
      query<DueMessage>(
        tx,
        `UPDATE message m
            SET follow_ups = m.follow_ups + 1,
                follow_up_at = CASE WHEN m.created_at > now() - interval '1 day'
                  THEN now() + least(power(2, m.follow_ups) * interval '5 seconds', interval '1 hour') END
           FROM number n
          WHERE n.tenant_id = m.tenant_id AND n.id = m.number_id
            AND (m.tenant_id, m.id) IN (
              SELECT tenant_id, id FROM message WHERE follow_up_at <= now()
               ORDER BY follow_up_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
          RETURNING m.tenant_id AS "tenantId", m.id AS "messageId",
                    m.provider_message_id AS "providerMessageId", n.account_sid AS "accountSid"`,
      ),
    );
  }

  private async fetch({
    tenantId,
    messageId,
    providerMessageId,
    accountSid,
  }: DueMessage): Promise<MessageStep[]> {
    try {
      const { status, providerCode, segments } = await this.twilio.fetch(
        accountSid,
        providerMessageId,
      );
      const report = { kind: 'reported', status, providerMessageId, providerCode } as const;
      const count = segments === null ? [] : [{ kind: 'counted', segments } as const];
      return [report, ...count].map((step) => ({ tenantId, messageId, step }));
    } catch (error) {
      this.logger.warn(`message ${messageId}: Twilio didn't answer a question (${String(error)})`);
      return [];
    }
  }
}
