import { ConversationChanged, ConversationNoted, MessageProgressed } from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { ofNote, ofText, ofThread } from './notification.facts.js';
import { notifyAll } from './notify.js';

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
}
