import { conversationIdOf, StatusReported, TextArrived } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import type { FormFields } from '@fieldline/http';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { readInbound, readStatus } from './callback.form.js';

/**
 * Keeps what Twilio told us, before it is thanked: the outbox is durable, and messaging hears of it
 * when it can. A callback that comes twice is told twice; messaging knows its texts by Twilio's id.
 */
@Injectable()
export class TelephonyService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async textArrived(tenantId: string, fields: FormFields): Promise<void> {
    const form = readInbound(fields);
    const conversationId = conversationIdOf(tenantId, form.to, form.from);
    const text = { ...form, conversationId, arrivedAt: new Date().toISOString() };
    await this.database.asTenant(tenantId, (tx) =>
      this.outbox.add(tx, TextArrived, tenantId, text),
    );
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
    await this.database.asTenant(tenantId, (tx) =>
      this.outbox.add(tx, StatusReported, tenantId, report),
    );
  }
}
