import type { Principal } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { LedgerService } from '../ledger/ledger.service.js';
import { PurchaseWatch } from '../purchase/purchase-watch.js';
import { RechargeService } from '../recharge/recharge.service.js';
import { callUpClosed, keepClosed } from './closure.queries.js';

/** Ends the trade of a business that is closed for good. */
@Injectable()
export class ClosureService {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerService,
    private readonly recharges: RechargeService,
    private readonly watch: PurchaseWatch,
  ) {}

  /**
   * Nothing is bought by itself any more, what is open is ended at the provider, and what is paid all the same goes
   * back. Repeated, it changes nothing.
   * @param closedAt ISO 8601; what was paid before stays paid
   */
  async close(tenantId: string, caller: Principal, closedAt: string): Promise<void> {
    await this.recharges.switchOff(tenantId, caller);
    await this.database.asWorker(async (tx) => {
      await this.ledger.lock(tx, [{ tenantId }]);
      await keepClosed(tx, tenantId, closedAt);
      await callUpClosed(tx, { tenantId });
    });
    this.watch.wake();
  }
}
