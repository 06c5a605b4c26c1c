import { Database } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { PurchaseLedger } from './purchase.ledger.js';
import { findReclaimable, type PurchaseKey, readKnown } from './purchase.queries.js';

const AT_ONCE = 10;

/**
 * Takes back what comes free of purchases whose money is owed back whole: what was held, when it went or
 * might go, for texts that were canceled since. Whoever holds it again before that uses what those
 * texts would have used.
 */
@Injectable()
export class Reclaim extends Rounds {
  constructor(
    private readonly database: Database,
    private readonly purchaseLedger: PurchaseLedger,
  ) {
    super({ busyMs: 1_000, idleMs: 5_000 });
  }

  protected override async round(): Promise<RoundOutcome> {
    const found = await findReclaimable(this.database, AT_ONCE);
    for (const key of found)
      await this.take(key).catch((error: unknown) => this.logger.error(error));
    if (found.length === AT_ONCE) return 'more';
    return found.length > 0 ? 'found' : 'nothing';
  }

  private async take(key: PurchaseKey): Promise<void> {
    await this.database.asWorker(async (tx) => {
      const purchase = await this.purchaseLedger.lock(tx, key);
      const known = await readKnown(tx, purchase);
      await this.purchaseLedger.moveSegments(tx, purchase);
      await this.purchaseLedger.announce(tx, purchase, known);
    });
  }
}
