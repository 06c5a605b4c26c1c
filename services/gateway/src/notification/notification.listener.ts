import {
  BalanceLow,
  ConversationChanged,
  ConversationNoted,
  MessageProgressed,
  RechargeFailed,
} from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { ofBalance, ofNote, ofRecharge, ofText, ofThread } from './notification.facts.js';
import { notifyAll, notifyOwnersAndAdmins } from './notify.js';

/** What happened that a user should hear of. */
@Controller()
export class NotificationListener {
  @OnEvents(ConversationNoted)
  async noted(events: readonly Received<ConversationNoted>[], { tx }: Delivery): Promise<void> {
    await notifyAll(tx, events.flatMap(ofNote));
  }

  @OnEvents(ConversationChanged)
  async changed(events: readonly Received<ConversationChanged>[], { tx }: Delivery): Promise<void> {
    await notifyAll(tx, events.flatMap(ofThread));
  }

  @OnEvents(MessageProgressed)
  async progressed(
    events: readonly Received<MessageProgressed>[],
    { tx }: Delivery,
  ): Promise<void> {
    await notifyAll(tx, events.flatMap(ofText));
  }

  @OnEvents(BalanceLow)
  async low(events: readonly Received<BalanceLow>[], { tx }: Delivery): Promise<void> {
    await notifyOwnersAndAdmins(tx, events.map(ofBalance));
  }

  @OnEvents(RechargeFailed)
  async failed(events: readonly Received<RechargeFailed>[], { tx }: Delivery): Promise<void> {
    await notifyOwnersAndAdmins(tx, events.map(ofRecharge));
  }
}
