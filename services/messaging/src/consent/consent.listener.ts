import { ConsentChanged } from '@fieldline/contracts';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { ConsentService } from './consent.service.js';

@Controller()
export class ConsentListener {
  constructor(private readonly consents: ConsentService) {}

  @OnEvent(ConsentChanged)
  async keep(event: Received<ConsentChanged>, { tx }: Delivery): Promise<void> {
    await this.consents.keep(tx, event);
  }
}
