import type { BalanceView } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { Account } from './account.entity.js';

/** Price of a segment before the first purchase. */
const FIRST_UNIT_PRICE_MICROS = 15_000;

@Injectable()
export class AccountService {
  constructor(private readonly database: Database) {}

  /** A business that never bought or sent anything has an empty balance. */
  balance(tenantId: string): Promise<BalanceView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const account = await tx.findOneBy(Account, { tenantId });
      return account
        ? toBalanceView(account)
        : { available: 0, held: 0, debt: 0, unitPriceMicros: FIRST_UNIT_PRICE_MICROS };
    });
  }
}

export function toBalanceView(account: Account): BalanceView {
  const { available, held, debt, unitPriceMicros } = account;
  return { available, held, debt, unitPriceMicros };
}
