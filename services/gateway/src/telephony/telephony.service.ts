import { conversationIdOf, StatusReported, TextArrived } from '@fieldline/contracts';
import { Database, GroupCommit, type Settled } from '@fieldline/database';
import { type NewEvent, Outbox } from '@fieldline/events';
import type { FormFields } from '@fieldline/http';
import { traceparent } from '@fieldline/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { readInbound, readStatus } from './callback.form.js';

/**
 * Keeps what Twilio told us, before it is thanked: the outbox is durable, and messaging hears of it
 * when it can. A callback that comes twice is told twice; messaging knows its texts by Twilio's id.
 */
@Injectable()
export class TelephonyService {
  /** Callbacks come in bursts; each is answered once its group is durable. */
  private readonly facts = new GroupCommit({
    commit: (_, facts: readonly NewEvent[]) => this.keep(facts),
  });

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async textArrived(tenantId: string, fields: FormFields): Promise<void> {
    const form = readInbound(fields);
    const conversationId = conversationIdOf(tenantId, form.to, form.from);
    const text = { ...form, conversationId, arrivedAt: new Date().toISOString() };
    await this.facts.add('', {
      type: TextArrived,
      tenantId,
      payload: text,
      traceparent: traceparent(),
    });
  }

  async statusReported(tenantId: string, messageId: string, fields: FormFields): Promise<void> {
    const { status, ...form } = readStatus(fields);
    if (status === undefined) {
      this.logger.warn(
        { messageId, word: fields.MessageStatus },
        'unknown status word of a callback',
      );
      return;
    }
    const report = { ...form, messageId, status, reportedAt: new Date().toISOString() };
    await this.facts.add('', {
      type: StatusReported,
      tenantId,
      payload: report,
      traceparent: traceparent(),
    });
  }

  private async keep(facts: readonly NewEvent[]): Promise<Settled<void>[]> {
    await this.database.asWorker((tx) => this.outbox.addAll(tx, facts));
    return facts.map(() => ({ status: 'fulfilled', value: undefined }));
  }
}
