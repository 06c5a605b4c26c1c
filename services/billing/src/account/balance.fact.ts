import { BalanceChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { Account } from './account.entity.js';

/** What a business has left, as the others know it. */
export function toBalanceChanged(account: Account): BalanceChanged {
  const { tenantId, available, held, debt, unitPriceMicros, version } = account;
  return { accountId: tenantId, available, held, debt, unitPriceMicros, version };
}

export const balanceFact = stateFact({
  type: BalanceChanged,
  entity: Account,
  id: 'tenantId',
  toPayload: toBalanceChanged,
});
