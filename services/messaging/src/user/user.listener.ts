import { UserChanged } from '@fieldline/contracts';
import { type Delivery, OnEvent, Outbox, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { takeConversationSteps } from '../conversation/conversation.steps.js';
import { hasInbox, keepUser, threadsOf } from './user.queries.js';

@Controller()
export class UserListener {
  constructor(private readonly outbox: Outbox) {}

  /** Who can't work in the inbox any more has no threads: they are everybody's again. */
  @OnEvent(UserChanged)
  async keep(event: Received<UserChanged>, { tx }: Delivery): Promise<void> {
    const { tenantId, payload } = event;
    const user = await keepUser(tx, tenantId, payload);
    if (!user || (user.status === 'active' && hasInbox(user))) return;
    const by = user.status === 'active' ? 'system:role' : 'system:deactivation';
    const step = { kind: 'released', from: payload.userId } as const;
    const threads = await threadsOf(tx, tenantId, payload.userId);
    await takeConversationSteps(
      tx,
      this.outbox,
      threads.map((conversationId) => ({ tenantId, conversationId, step, by })),
    );
  }
}
