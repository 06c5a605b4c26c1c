import { ContactChanged, ErasureChanged } from '@fieldline/contracts';
import { type Delivery, OnEvent, type Received, redactContactLetters } from '@fieldline/events';
import { Controller } from '@nestjs/common';

@Controller()
export class ContactListener {
  /**
   * An opt-in that was recorded before there was a number counts for the first one, and for no other. It
   * is bound once and keeps nothing else of the contact, so a fact that is said again changes nothing.
   */
  @OnEvent(ContactChanged)
  async bind({ tenantId, payload }: Received<ContactChanged>, { tx }: Delivery): Promise<void> {
    const { contactId, recipientId, erasedAt } = payload;
    if (erasedAt) await redactContactLetters(tx, { tenantId, contactId });
    if (recipientId === null) return;
    await tx.query(
      `UPDATE consent SET bound_recipient_id = $3
        WHERE tenant_id = $1 AND subject_id = $2 AND subject_kind = 'contact'
          AND state = 'opted_in' AND bound_recipient_id IS NULL`,
      [tenantId, contactId, recipientId],
    );
  }

  /** What the contact's own fact would do may be parked behind one of these very letters. */
  @OnEvent(ErasureChanged)
  async erase({ tenantId, payload }: Received<ErasureChanged>, { tx }: Delivery): Promise<void> {
    for (const contactId of payload.contactIds)
      await redactContactLetters(tx, { tenantId, contactId });
  }
}
