import { ContactChanged } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { ContactCopyService } from './contact-copy.service.js';

@Controller()
export class ContactCopyListener {
  constructor(private readonly copies: ContactCopyService) {}

  @OnEvents(ContactChanged)
  async keep(events: readonly Received<ContactChanged>[], { tx }: Delivery): Promise<void> {
    await this.copies.keep(tx, events);
  }
}
