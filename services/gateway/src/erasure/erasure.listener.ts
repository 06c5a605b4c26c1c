import { ContactChanged, ErasureChanged } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received, redactContactLetters } from '@fieldline/events';
import { Controller } from '@nestjs/common';

/** What the gateway keeps of a person: what users wrote to each other about a thread, and dead letters. */
@Controller()
export class ErasureListener {
  @OnEvents(ErasureChanged)
  async erased(events: readonly Received<ErasureChanged>[], { tx }: Delivery): Promise<void> {
    for (const { tenantId, payload } of events) {
      await tx.query(
        `UPDATE user_notification SET text = ''
          WHERE tenant_id = $1 AND kind = 'message' AND conversation_id = ANY ($2::uuid[])`,
        [tenantId, payload.conversationIds],
      );
      // What the contact's own fact would do may be parked behind one of these very letters.
      for (const contactId of payload.contactIds)
        await redactContactLetters(tx, { tenantId, contactId });
    }
  }

  @OnEvents(ContactChanged)
  async contact(events: readonly Received<ContactChanged>[], { tx }: Delivery): Promise<void> {
    const erased = events.filter(({ payload }) => payload.erasedAt);
    for (const { tenantId, payload } of erased)
      await redactContactLetters(tx, { tenantId, contactId: payload.contactId });
  }
}
