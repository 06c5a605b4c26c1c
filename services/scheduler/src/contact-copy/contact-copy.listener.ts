import { ContactChanged, ErasureChanged } from '@fieldline/contracts';
import {
  type Delivery,
  OnEvent,
  OnEvents,
  type Received,
  redactContactLetters,
} from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { ContactCopyService } from './contact-copy.service.js';

@Controller()
export class ContactCopyListener {
  constructor(private readonly copies: ContactCopyService) {}

  @OnEvents(ContactChanged)
  async keep(events: readonly Received<ContactChanged>[], { tx }: Delivery): Promise<void> {
    await this.copies.keep(tx, events);
  }

  /** What the contact's own fact would do may be parked behind one of these very letters. */
  @OnEvent(ErasureChanged)
  async erase({ tenantId, payload }: Received<ErasureChanged>, { tx }: Delivery): Promise<void> {
    for (const contactId of payload.contactIds)
      await redactContactLetters(tx, { tenantId, contactId });
  }
}
