import { MessageProgressed, type OutboundStatus } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { keepFirstTexts } from './go-live.queries.js';

/** What Twilio has an id of. */
const TAKEN: ReadonlySet<OutboundStatus> = new Set([
  'submitted',
  'sent',
  'delivered',
  'undelivered',
]);

/** Minds when a business's first text has gone: one that was refused, or never left, is none. */
@Controller()
export class FirstTextListener {
  @OnEvents(MessageProgressed)
  async progressed(
    events: readonly Received<MessageProgressed>[],
    { tx }: Delivery,
  ): Promise<void> {
    const taken = events.filter(({ payload }) => TAKEN.has(payload.status));
    await keepFirstTexts(
      tx,
      taken.map(({ tenantId, payload, occurredAt }) => ({
        tenantId,
        messageId: payload.messageId,
        at: occurredAt,
      })),
    );
  }
}
