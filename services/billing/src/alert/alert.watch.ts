import { BalanceLow, derivedId } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import type { Account } from '../account/account.entity.js';
import { keepAlerts, markAccounts, turnThresholds } from './alert.queries.js';

type Watched = Pick<Account, 'tenantId' | 'available' | 'alertAt' | 'rearmAbove'>;

/**
 * Raises an alert each time that a balance falls to a threshold. It is armed again once the balance has risen above
 * the threshold by a tenth, and by 50 at least: a balance that goes up and down beside it is told of once.
 */
@Injectable()
export class AlertWatch {
  constructor(private readonly outbox: Outbox) {}

  /**
   * Looks at balances as they are after a movement, their accounts locked. One that is on the same side of all
   * its thresholds as before costs nothing.
   */
  async look(tx: Transaction, accounts: readonly Watched[]): Promise<void> {
    const tenantIds = accounts.filter(hasCrossed).map(({ tenantId }) => tenantId);
    if (tenantIds.length === 0) return;
    const reached = await turnThresholds(tx, tenantIds);
    const alerts = reached.map((each) => ({
      ...each,
      id: derivedId('alert', each.tenantId, String(each.threshold), String(each.armedVersion)),
    }));
    await keepAlerts(tx, alerts);
    await this.outbox.addAll(
      tx,
      alerts.map(({ tenantId, id, threshold, available, debt, version }) => ({
        type: BalanceLow,
        tenantId,
        payload: { accountId: tenantId, alertId: id, threshold, available, debt, version },
      })),
    );
    await markAccounts(tx, tenantIds);
  }
}

function hasCrossed({ available, alertAt, rearmAbove }: Watched): boolean {
  return (
    (alertAt !== null && available <= alertAt) || (rearmAbove !== null && available > rearmAbove)
  );
}
