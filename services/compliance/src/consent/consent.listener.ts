import { MessageProgressed, MessageReceived } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { ConsentService } from './consent.service.js';
import { signalOfRefusal, signalOfText } from './consent.signal.js';

@Controller()
export class ConsentListener {
  constructor(private readonly consents: ConsentService) {}

  @OnEvents(MessageReceived)
  async hearTexts(events: readonly Received<MessageReceived>[], { tx }: Delivery): Promise<void> {
    await this.consents.hear(
      tx,
      events.flatMap((event) => signalOfText(event) ?? []),
    );
  }

  @OnEvents(MessageProgressed)
  async hearRefusals(
    events: readonly Received<MessageProgressed>[],
    { tx }: Delivery,
  ): Promise<void> {
    await this.consents.hear(
      tx,
      events.flatMap((event) => signalOfRefusal(event) ?? []),
    );
  }
}
