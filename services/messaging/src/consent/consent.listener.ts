import { ConsentChanged, ConsentHoldChanged } from '@fieldline/contracts';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { ConsentService } from './consent.service.js';
import { freshOptOut, OptOutConfirmation } from './opt-out-confirmation.js';
import { HoldService } from './hold.service.js';

@Controller()
export class ConsentListener {
  constructor(
    private readonly consents: ConsentService,
    private readonly holds: HoldService,
    private readonly confirmation: OptOutConfirmation,
  ) {}

  @OnEvent(ConsentChanged)
  async keep(event: Received<ConsentChanged>, { tx }: Delivery): Promise<void> {
    const optOut = await freshOptOut(tx, event, new Date());
    const isNew = await this.consents.keep(tx, event);
    if (optOut && isNew) await this.confirmation.send(tx, optOut);
  }

  @OnEvent(ConsentHoldChanged)
  async keepHold(event: Received<ConsentHoldChanged>, { tx }: Delivery): Promise<void> {
    await this.holds.keep(tx, event);
  }
}
