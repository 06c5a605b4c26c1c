import { actorOf, type ConversationView, type Principal } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { forbidden, notFound } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { hasInbox, shareUser } from '../user/user.queries.js';
import {
  alreadyClaimed,
  conversationResolved,
  userInactive,
  userRequired,
  userWithoutInbox,
} from './conversation.errors.js';
import { type ConversationRow, findConversation, toConversationView } from './conversation.rows.js';
import type { Step } from './conversation.status.js';
import { takeConversationSteps } from './conversation.steps.js';
import { viewerOf } from './viewer.js';

/** What a step is taken on, and by whom. */
interface Turn {
  readonly tenantId: string;
  readonly id: string;
  readonly caller: Principal;
}

/** Who has which thread. Of two who want one at once its row's lock lets one win; the other hears who did. */
@Injectable()
export class InboxService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** @throws already_claimed, conversation_resolved, user_required, not_found */
  claim(turn: Turn): Promise<ConversationView> {
    return this.assign(turn, (userId) => ({ kind: 'claimed', userId }));
  }

  /** From whoever has it. @throws forbidden, conversation_resolved, user_required, not_found */
  takeOver(turn: Turn): Promise<ConversationView> {
    if (viewerOf(turn.caller) !== null && !runs(turn.caller))
      throw forbidden('Only owners and admins take over what somebody else has.');
    return this.assign(turn, (userId) => ({ kind: 'taken_over', userId }));
  }

  /** What nobody has stays so. @throws already_claimed when it is somebody else's, not_found */
  release(turn: Turn): Promise<ConversationView> {
    const { caller } = turn;
    const step: Step = { kind: 'released', ...(runs(caller) ? {} : { from: caller.id }) };
    return this.database.asTenant(turn.tenantId, async (tx) => {
      const thread = await this.take(tx, turn, step);
      if (thread.assignee) throw alreadyClaimed(thread.assignee);
      return toConversationView(thread);
    });
  }

  /**
   * Agents give away what is theirs or nobody's.
   * @throws already_claimed, conversation_resolved, user_inactive, user_without_inbox, not_found
   */
  transfer(turn: Turn, to: string): Promise<ConversationView> {
    const { tenantId, caller } = turn;
    const step: Step = { kind: 'transferred', to, ...(runs(caller) ? {} : { from: caller.id }) };
    return this.database.asTenant(tenantId, async (tx) => {
      const user = await shareUser(tx, tenantId, to);
      if (!user) throw notFound('user');
      if (user.status !== 'active') throw userInactive();
      if (!hasInbox(user)) throw userWithoutInbox();
      return toConversationView(hadBy(await this.take(tx, turn, step), to));
    });
  }

  /**
   * Nobody has it any more, until they write again. Agents resolve what is theirs or nobody's.
   * @throws already_claimed, not_found
   */
  resolve(turn: Turn): Promise<ConversationView> {
    const { caller } = turn;
    const step: Step = { kind: 'resolved', ...(runs(caller) ? {} : { from: caller.id }) };
    return this.database.asTenant(turn.tenantId, async (tx) => {
      const thread = await this.take(tx, turn, step);
      if (thread.assignee) throw alreadyClaimed(thread.assignee);
      return toConversationView(thread);
    });
  }

  /** @throws not_found */
  reopen(turn: Turn): Promise<ConversationView> {
    return this.database.asTenant(turn.tenantId, async (tx) =>
      toConversationView(await this.take(tx, turn, { kind: 'reopened' })),
    );
  }

  private assign(turn: Turn, stepFor: (userId: string) => Step): Promise<ConversationView> {
    const { tenantId, caller } = turn;
    const userId = viewerOf(caller);
    if (userId === null) throw userRequired();
    return this.database.asTenant(tenantId, async (tx) => {
      const user = await shareUser(tx, tenantId, userId);
      if (!user || !hasInbox(user)) throw userRequired();
      if (user.status !== 'active') throw userInactive();
      return toConversationView(hadBy(await this.take(tx, turn, stepFor(userId)), userId));
    });
  }

  /** The thread after a step; it stays locked. @throws not_found */
  private async take(
    tx: Transaction,
    { tenantId, id, caller }: Turn,
    step: Step,
  ): Promise<ConversationRow> {
    const by = actorOf(caller);
    await takeConversationSteps(tx, this.outbox, [{ tenantId, conversationId: id, step, by }]);
    return findConversation(tx, tenantId, id, viewerOf(caller));
  }
}

/** Those who run the business, and its programs, act on everybody's threads. */
function runs({ kind, role }: Principal): boolean {
  return kind !== 'user' || role !== 'agent';
}

/** @throws conversation_resolved, already_claimed unless the user has the thread now */
function hadBy(thread: ConversationRow, userId: string): ConversationRow {
  if (thread.state === 'resolved') throw conversationResolved();
  if (thread.assignee && thread.assignee.id !== userId) throw alreadyClaimed(thread.assignee);
  return thread;
}
