import {
  actorOf,
  type AttentionReason,
  type ConversationView,
  type Principal,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { Conversation } from './conversation.entity.js';
import { holdUndecided } from './conversation.errors.js';
import { findConversation, toConversationView } from './conversation.rows.js';
import { takeConversationSteps } from './conversation.steps.js';
import { Recipient } from '../recipient/recipient.entity.js';
import { viewerOf } from './viewer.js';

/** Threads that somebody should look at, until somebody has. */
@Injectable()
export class AttentionService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Somebody has dealt with it. What isn't flagged stays so: a repeat changes nothing.
   * @throws not_found, hold_undecided for a plea that nobody has decided about
   */
  dismiss(
    tenantId: string,
    id: string,
    reason: AttentionReason,
    caller: Principal,
  ): Promise<ConversationView> {
    return this.database.asTenant(tenantId, async (tx) => {
      await findConversation(tx, tenantId, id, null);
      if (reason === 'revocation') {
        const { recipientId } = await tx.findOneByOrFail(Conversation, { tenantId, id });
        // Shared: a plea that comes now waits, and flags the thread again.
        const { heldAt } = await tx.findOneOrFail(Recipient, {
          where: { tenantId, id: recipientId },
          lock: { mode: 'pessimistic_read' },
        });
        if (heldAt !== null) throw holdUndecided();
      }
      const step = { kind: 'unflagged', reason } as const;
      await takeConversationSteps(tx, this.outbox, [
        { tenantId, conversationId: id, step, by: actorOf(caller) },
      ]);
      return toConversationView(await findConversation(tx, tenantId, id, viewerOf(caller)));
    });
  }
}
