import type {
  AccountStatement,
  Page,
  Principal,
  StatementLine,
  StatementPeriod,
} from '@fieldline/contracts';
import { Injectable } from '@nestjs/common';
import { Billing } from '../upstream/services.js';

/** A busy month is added up in less than a second; a busy machine may take longer. */
const PATIENCE = { timeoutMs: 20_000 };

@Injectable()
export class StatementClient {
  constructor(private readonly billing: Billing) {}

  statement(caller: Principal, period: StatementPeriod): Promise<AccountStatement> {
    return this.billing.get('/statements', caller, period, PATIENCE);
  }

  lines(
    caller: Principal,
    period: StatementPeriod,
    cursor: string | null,
  ): Promise<Page<StatementLine>> {
    return this.billing.get('/statements/lines', caller, { ...period, cursor }, PATIENCE);
  }
}
