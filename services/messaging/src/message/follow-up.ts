import { Database } from '@fieldline/database';
import { Outbox, type RoundOutcome, Rounds } from '@fieldline/events';
import { counter } from '@fieldline/telemetry';
import { Injectable } from '@nestjs/common';
import { isOutage, TwilioMessages } from '../twilio/twilio-messages.js';
import { claimSilent, type SilentMessage } from './follow-up.queries.js';
import { INQUIRY_PACE } from './inquiry.js';
import { stepsOf } from './message.reports.js';
import { type MessageStep, takeSteps } from './message.steps.js';

/**
 * Asks Twilio about messages whose callbacks didn't come, and for the count of those that Twilio
 * hadn't counted when it took them. Asks less and less often; a day after the attempt it gives up:
 * the message keeps its status, and a metric counts it.
 */
@Injectable()
export class FollowUp extends Rounds {
  private readonly givenUp = counter('fieldline.message.given_up');

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly twilio: TwilioMessages,
  ) {
    super(INQUIRY_PACE);
  }

  protected async round(): Promise<RoundOutcome> {
    const silent = await this.database.asWorker((tx) => claimSilent(tx));
    const answers = await Promise.all(silent.map((message) => this.fetch(message)));
    const steps = answers.flatMap((answer) => (answer === 'outage' ? [] : answer));
    if (steps.length > 0) await this.database.asWorker((tx) => takeSteps(tx, this.outbox, steps));
    for (const { messageId, status } of silent.filter((message) => message.isLast)) {
      this.givenUp.add(1, { status });
      this.logger.warn(`message ${messageId}: was ${status} a day after it went; not asked again`);
    }
    if (answers.includes('outage')) return 'failed';
    return silent.length > 0 ? 'found' : 'nothing';
  }

  private async fetch(message: SilentMessage): Promise<MessageStep[] | 'outage'> {
    const { tenantId, messageId, providerMessageId, accountSid } = message;
    try {
      const text = await this.twilio.fetch(accountSid, providerMessageId);
      if (!text) this.logger.warn(`message ${messageId}: Twilio doesn't have it any more`);
      return text ? stepsOf({ tenantId, messageId }, text) : [];
    } catch (error) {
      this.logger.warn(`message ${messageId}: Twilio didn't answer a question (${String(error)})`);
      return isOutage(error) ? 'outage' : [];
    }
  }
}
