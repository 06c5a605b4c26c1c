import { ConsentChanged, ConsentHoldChanged } from '@fieldline/contracts';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { ConsentService } from './consent.service.js';
import { HoldService } from './hold.service.js';

@Controller()
export class ConsentListener {
  constructor(
    private readonly consents: ConsentService,
    private readonly holds: HoldService,
  ) {}

  @OnEvent(ConsentChanged)
  async keep(event: Received<ConsentChanged>, { tx }: Delivery): Promise<void> {
    await this.consents.keep(tx, event);
  }

  @OnEvent(ConsentHoldChanged)
  async keepHold(event: Received<ConsentHoldChanged>, { tx }: Delivery): Promise<void> {
    await this.holds.keep(tx, event);
  }
}
