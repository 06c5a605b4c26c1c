import { Database, type Transaction } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { StreamTail } from '../stream/stream.tail.js';
import { appendStreamEvents, lockStreams } from '../stream/stream.writer.js';
import { sweep, tenantsWithLapsed, viewersOf } from './viewing.queries.js';

const BUSY_MS = 5_000;
const IDLE_MS = 15_000;

/** Takes away who has gone without saying so, and tells those who are still there. */
@Injectable()
export class ViewingSweep extends Rounds {
  constructor(
    private readonly database: Database,
    private readonly tail: StreamTail,
  ) {
    super({ busyMs: BUSY_MS, idleMs: IDLE_MS });
  }

  protected async round(): Promise<RoundOutcome> {
    const tenantIds = await tenantsWithLapsed(this.database);
    if (tenantIds.length === 0) return 'nothing';
    await this.database.asWorker((tx) => this.sweep(tx, tenantIds));
    return 'found';
  }

  private async sweep(tx: Transaction, tenantIds: readonly string[]): Promise<void> {
    await lockStreams(tx, tenantIds);
    const events = [];
    for (const { tenantId, conversationId } of await sweep(tx, tenantIds)) {
      const viewers = (await viewersOf(tx, tenantId, conversationId)).map(({ id }) => id);
      events.push({
        tenantId,
        type: 'viewers.changed' as const,
        payload: { conversationId, viewers },
      });
    }
    await appendStreamEvents(tx, events);
    this.database.afterCommit(tx, () => this.tail.wake());
  }
}
