import { setTimeout as sleep } from 'node:timers/promises';
import { Database, query, type Transaction } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { NumberCopy } from './number-copy.entity.js';

/** A business may have been activated a moment ago, and the fact of it be on its way. */
const WAIT_MS = 2_000;
const LOOK_EVERY_MS = 50;

/** What businesses have at Twilio since they were activated: an account, and numbers in it. */
@Injectable()
export class OwnNumbers {
  constructor(private readonly database: Database) {}

  /** Undefined for a business that isn't activated. */
  async accountOf(tenantId: string): Promise<string | undefined> {
    for (const until = Date.now() + WAIT_MS; ; await sleep(LOOK_EVERY_MS)) {
      const [number] = await this.of(tenantId);
      if (number) return number.accountSid;
      if (Date.now() > until) return undefined;
    }
  }

  /** Whether the business is closed. It isn't closed until the transaction ends if it wasn't before. */
  async isClosed(tx: Transaction, tenantId: string): Promise<boolean> {
    const rows = await query<{ closed: boolean }>(
      tx,
      `SELECT closed_at IS NOT NULL AS closed FROM number_copy WHERE tenant_id = $1 FOR SHARE`,
      [tenantId],
    );
    return rows.some(({ closed }) => closed);
  }

  /** From now on nothing of the business is registered. Repeated, it changes nothing. */
  async close(tenantId: string): Promise<void> {
    await this.database.query(
      `UPDATE number_copy SET closed_at = now() WHERE tenant_id = $1 AND closed_at IS NULL`,
      [tenantId],
    );
  }

  of(tenantId: string): Promise<NumberCopy[]> {
    return this.database.asTenant(tenantId, (tx) => tx.findBy(NumberCopy, { tenantId }));
  }
}
