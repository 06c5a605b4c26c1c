import type { Principal, ViewersView } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { forbidden } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { ExpiringCache } from '../access/expiring-cache.js';
import { ConversationClient } from '../conversation/conversation.client.js';
import { StreamTail } from '../stream/stream.tail.js';
import { appendStreamEvents, lockStreams } from '../stream/stream.writer.js';
import { begin, end, prolong, type Viewing, viewersOf } from './viewing.queries.js';

/**
 * Who has which thread open. Changes of one business come one after the other, under the lock of its
 * stream: so the last that is told is how it is.
 */
@Injectable()
export class ViewingService {
  /** A thread never goes away: that it was there a minute ago is enough. */
  private readonly known = new ExpiringCache<true>({ lifetimeMs: 60_000, capacity: 10_000 });

  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationClient,
    private readonly tail: StreamTail,
  ) {}

  /**
   * That somebody looks at a thread, for the next 45 seconds. Said again it changes nothing.
   * @throws not_found; forbidden for a program, and for an operator
   */
  async view(caller: Principal, conversationId: string): Promise<ViewersView> {
    const viewing = await this.viewingOf(caller, conversationId);
    return this.database.asTenant(viewing.tenantId, async (tx) => {
      if (await prolong(tx, viewing)) return this.viewers(tx, viewing);
      await lockStreams(tx, [viewing.tenantId]);
      await begin(tx, viewing);
      return this.announced(tx, viewing);
    });
  }

  /** @throws not_found; forbidden for a program, and for an operator */
  async leave(caller: Principal, conversationId: string): Promise<ViewersView> {
    const viewing = await this.viewingOf(caller, conversationId);
    return this.database.asTenant(viewing.tenantId, async (tx) => {
      await lockStreams(tx, [viewing.tenantId]);
      const isGone = await end(tx, viewing);
      return isGone ? this.announced(tx, viewing) : this.viewers(tx, viewing);
    });
  }

  private async viewingOf(caller: Principal, conversationId: string): Promise<Viewing> {
    const { kind, id: userId, role, tenantId } = caller;
    if (kind !== 'user' || role === 'operator' || tenantId === null)
      throw forbidden('Only people of the business are shown as looking at a thread.');
    await this.known.get(`${tenantId}/${conversationId}`, async (): Promise<true> => {
      await this.conversations.get(caller, conversationId);
      return true;
    });
    return { tenantId, conversationId, userId };
  }

  private async viewers(
    tx: Transaction,
    { tenantId, conversationId }: Viewing,
  ): Promise<ViewersView> {
    return { viewers: await viewersOf(tx, tenantId, conversationId) };
  }

  private async announced(tx: Transaction, viewing: Viewing): Promise<ViewersView> {
    const { tenantId, conversationId } = viewing;
    const view = await this.viewers(tx, viewing);
    const viewers = view.viewers.map(({ id }) => id);
    await appendStreamEvents(tx, [
      { tenantId, type: 'viewers.changed', payload: { conversationId, viewers } },
    ]);
    this.database.afterCommit(tx, () => this.tail.wake());
    return view;
  }
}
