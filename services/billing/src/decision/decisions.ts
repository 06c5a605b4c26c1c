import { type MoneyDecision, MoneyDecided, newId } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable } from '@nestjs/common';

type Figures = Omit<MoneyDecided, 'decisionId' | 'accountId' | 'decision' | 'by' | 'subjectId'>;

export interface NewDecision extends Partial<Figures> {
  readonly tenantId: string;
  readonly decision: MoneyDecision;
  /** Who decided it. */
  readonly by: string;
  /** What it is about; the account when omitted. */
  readonly subjectId?: string;
}

/** Who decided what about a business's money is told where it becomes true, for the record. */
@Injectable()
export class Decisions {
  constructor(private readonly outbox: Outbox) {}

  tell(tx: Transaction, { tenantId, subjectId = tenantId, ...told }: NewDecision): Promise<void> {
    return this.outbox.add(tx, MoneyDecided, tenantId, {
      decisionId: newId(),
      accountId: tenantId,
      subjectId,
      segments: null,
      thresholds: null,
      bundle: null,
      isEnabled: null,
      whoMayBuy: null,
      ...told,
    });
  }
}
