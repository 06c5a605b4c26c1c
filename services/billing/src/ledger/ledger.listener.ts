import { MessageAccepted, MessageProgressed, MessageReceived } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { LedgerService } from './ledger.service.js';
import { SettlementService } from './settlement.service.js';

@Controller()
export class LedgerListener {
  constructor(
    private readonly ledger: LedgerService,
    private readonly settlement: SettlementService,
  ) {}

  @OnEvents(MessageAccepted)
  async hold(events: readonly Received<MessageAccepted>[], { tx, batch }: Delivery): Promise<void> {
    await this.ledger.lock(tx, batch);
    await this.ledger.hold(tx, events);
  }

  @OnEvents(MessageProgressed)
  async settle(
    events: readonly Received<MessageProgressed>[],
    { tx, batch }: Delivery,
  ): Promise<void> {
    await this.ledger.lock(tx, batch);
    await this.settlement.settle(tx, events);
  }

  @OnEvents(MessageReceived)
  async charge(
    events: readonly Received<MessageReceived>[],
    { tx, batch }: Delivery,
  ): Promise<void> {
    await this.ledger.lock(tx, batch);
    await this.settlement.charge(tx, events);
  }
}
