import {
  BalanceChanged,
  BalanceLow,
  ConsentChanged,
  ConsentHoldChanged,
  ContactChanged,
  ConversationChanged,
  ConversationNoted,
  EmployeeChanged,
  MessageAccepted,
  MessageProgressed,
  MessageReceived,
  RechargeFailed,
  RegistrationChanged,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { streamEventsOf } from './stream.facts.js';
import { StreamTail } from './stream.tail.js';
import { appendStreamEvents } from './stream.writer.js';

/**
 * What open consoles are told of facts. The first run of a batch tells all of it: by one statement, and
 * with the heads of its businesses locked in one order, whatever runs there are.
 */
@Controller()
export class StreamListener {
  private readonly told = new WeakSet<readonly Received[]>();

  constructor(
    private readonly database: Database,
    private readonly tail: StreamTail,
  ) {}

  @OnEvents(MessageAccepted)
  accepted(_: readonly Received<MessageAccepted>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(MessageProgressed)
  progressed(_: readonly Received<MessageProgressed>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(MessageReceived)
  received(_: readonly Received<MessageReceived>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(ContactChanged)
  contact(_: readonly Received<ContactChanged>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(BalanceChanged)
  balance(_: readonly Received<BalanceChanged>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(BalanceLow)
  low(_: readonly Received<BalanceLow>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(RechargeFailed)
  recharge(_: readonly Received<RechargeFailed>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(ConsentChanged)
  consent(_: readonly Received<ConsentChanged>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(ConsentHoldChanged)
  hold(_: readonly Received<ConsentHoldChanged>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(ConversationChanged)
  conversation(_: readonly Received<ConversationChanged>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(ConversationNoted)
  noted(_: readonly Received<ConversationNoted>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(EmployeeChanged)
  employee(_: readonly Received<EmployeeChanged>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  @OnEvents(RegistrationChanged)
  registration(_: readonly Received<RegistrationChanged>[], delivery: Delivery): Promise<void> {
    return this.tell(delivery);
  }

  private async tell({ tx, batch }: Delivery): Promise<void> {
    if (this.told.has(batch)) return;
    this.told.add(batch);
    await appendStreamEvents(tx, streamEventsOf(batch));
    this.database.afterCommit(tx, () => this.tail.wake());
  }
}
