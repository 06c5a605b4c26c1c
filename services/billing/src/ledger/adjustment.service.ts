import type { AdjustBalance } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { Account } from '../account/account.entity.js';
import { Decisions } from '../decision/decisions.js';
import { LotService } from '../lot/lot.service.js';
import { type Adjustment, debit, isBooked } from './credit.queries.js';
import { adjustmentTooLarge } from './ledger.errors.js';
import { LedgerService } from './ledger.service.js';

/** An operator's correction: segments are granted at the price of the day, or withdrawn. */
@Injectable()
export class AdjustmentService {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerService,
    private readonly lots: LotService,
    private readonly decisions: Decisions,
  ) {}

  /** Once per id. @throws adjustment_too_large when it would take away more than is available */
  adjust(correction: AdjustBalance & Omit<Adjustment, 'kind'>): Promise<Account> {
    const { tenantId } = correction;
    return this.database.asTenant(tenantId, async (tx) => {
      await this.ledger.lock(tx, [correction]);
      if (!(await isBooked(tx, correction))) await this.book(tx, correction);
      return tx.findOneByOrFail(Account, { tenantId });
    });
  }

  private async book(tx: Transaction, correction: Omit<Adjustment, 'kind'>): Promise<void> {
    const { tenantId, segments } = correction;
    const account = await tx.findOneByOrFail(Account, { tenantId });
    if (account.available + segments < 0) throw adjustmentTooLarge();
    if (segments < 0) {
      await debit(tx, { ...correction, kind: 'withdrawal', segments: -segments });
    } else {
      const { id, ...lot } = correction;
      const paidMicros = segments * account.unitPriceMicros;
      await this.lots.credit(tx, { ...lot, kind: 'grant', lotId: id, paidMicros });
    }
    await this.ledger.announceBalances(tx, [correction]);
    const { id: subjectId, actor: by } = correction;
    const decision = 'balance_adjusted';
    await this.decisions.tell(tx, { tenantId, decision, by, subjectId, segments });
  }
}
