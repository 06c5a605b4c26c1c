import { ConsentChanged } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { storeConsents } from './consent-copy.queries.js';

@Controller()
export class ConsentCopyListener {
  @OnEvents(ConsentChanged)
  async keep(events: readonly Received<ConsentChanged>[], { tx }: Delivery): Promise<void> {
    const copies = events.map(({ tenantId, payload }) => ({
      tenantId,
      subjectId: payload.subjectId,
      subjectKind: payload.subjectKind,
      state: payload.state,
      origin: payload.origin,
      basis: payload.basis,
      written: payload.written,
      expiresAt: payload.expiresAt ? new Date(payload.expiresAt) : null,
      boundRecipientId: payload.boundRecipientId,
      eventId: payload.eventId,
      changedAt: new Date(payload.changedAt),
      version: payload.version,
    }));
    await storeConsents(tx, copies);
  }
}
