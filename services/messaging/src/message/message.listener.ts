import {
  BalanceChanged,
  HoldDeclined,
  HoldGranted,
  HoldPosted,
  StatusReported,
  TextArrived,
} from '@fieldline/contracts';
import { type Delivery, OnEvent, OnEvents, Outbox, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { Dispatcher } from './dispatcher.js';
import { InboundService } from './inbound.service.js';
import { keepCharges, keepPrices } from './message.copies.js';
import { ofOwnAccount } from './message.reports.js';
import { takeSteps } from './message.steps.js';

/** What the other services and Twilio tell about messages. */
@Controller()
export class MessageListener {
  constructor(
    private readonly outbox: Outbox,
    private readonly inbound: InboundService,
    private readonly dispatcher: Dispatcher,
  ) {}

  @OnEvents(HoldGranted)
  async granted(events: readonly Received<HoldGranted>[], { tx }: Delivery): Promise<void> {
    await takeSteps(
      tx,
      this.outbox,
      events.map((cause) => toStep(cause, { kind: 'granted' })),
    );
    this.dispatcher.wakeAfter(tx);
  }

  @OnEvents(HoldDeclined)
  async declined(events: readonly Received<HoldDeclined>[], { tx }: Delivery): Promise<void> {
    await takeSteps(
      tx,
      this.outbox,
      events.map((cause) => toStep(cause, { kind: 'declined' })),
    );
  }

  @OnEvents(HoldPosted)
  async posted(events: readonly Received<HoldPosted>[], { tx }: Delivery): Promise<void> {
    await keepCharges(tx, events);
  }

  @OnEvents(BalanceChanged)
  async priced(events: readonly Received<BalanceChanged>[], { tx }: Delivery): Promise<void> {
    await keepPrices(tx, events);
  }

  @OnEvents(StatusReported)
  async reported(events: readonly Received<StatusReported>[], { tx }: Delivery): Promise<void> {
    const own = await ofOwnAccount(tx, events);
    await takeSteps(
      tx,
      this.outbox,
      own.map((cause) => {
        const { status, providerMessageId, providerCode } = cause.payload;
        return toStep(cause, { kind: 'reported', status, providerMessageId, providerCode });
      }),
    );
  }

  @OnEvent(TextArrived)
  async arrived(event: Received<TextArrived>, { tx }: Delivery): Promise<void> {
    await this.inbound.receive(tx, event);
  }
}

function toStep(
  cause: Received<{ messageId: string }>,
  step: Parameters<typeof takeSteps>[2][number]['step'],
): Parameters<typeof takeSteps>[2][number] {
  return { tenantId: cause.tenantId, messageId: cause.payload.messageId, step, cause };
}
