import type {
  AdjustBalance,
  BalanceView,
  LedgerEntryView,
  ListQuery,
  Page,
  Principal,
} from '@fieldline/contracts';
import { Injectable } from '@nestjs/common';
import { Billing } from '../upstream/services.js';

@Injectable()
export class BalanceClient {
  constructor(private readonly billing: Billing) {}

  balance(caller: Principal): Promise<BalanceView> {
    return this.billing.get('/balance', caller);
  }

  entries(caller: Principal, query: ListQuery): Promise<Page<LedgerEntryView>> {
    return this.billing.get('/ledger', caller, query);
  }

  adjust(caller: Principal, id: string, adjustment: AdjustBalance): Promise<BalanceView> {
    return this.billing.post('/adjustments', caller, adjustment, {
      headers: { 'idempotency-id': id },
    });
  }
}
