import { ALERT_THRESHOLDS_DEFAULT, type AlertsView, type AlertView } from '@fieldline/contracts';
import { Database, query, type Transaction } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Decisions } from '../decision/decisions.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { Alert } from './alert.entity.js';
import { readThresholds, replaceThresholds } from './alert.queries.js';

const NEWEST = 50;

/** What a business wants to be told of its balance, and what it was told. */
@Injectable()
export class AlertService {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerService,
    private readonly decisions: Decisions,
  ) {}

  alerts(tenantId: string): Promise<AlertsView> {
    return this.database.asTenant(tenantId, (tx) => read(tx, tenantId));
  }

  /**
   * Replaces the thresholds. That alone raises no alert: one at or above the present balance is reached, as the
   * answer shows, and is armed by a rise.
   */
  change(tenantId: string, thresholds: readonly number[], by: string): Promise<AlertsView> {
    return this.database.asTenant(tenantId, async (tx) => {
      await this.ledger.lock(tx, [{ tenantId }]);
      await replaceThresholds(tx, tenantId, thresholds);
      const decided = { by, thresholds: [...thresholds] };
      await this.decisions.tell(tx, { tenantId, decision: 'alerts_set', ...decided });
      return read(tx, tenantId);
    });
  }

  /** Who sees it first has seen it: a repeat changes nothing. @throws not_found */
  acknowledge(tenantId: string, id: string, actor: string): Promise<AlertView> {
    return this.database.asTenant(tenantId, async (tx) => {
      await query(
        tx,
        `UPDATE alert SET acknowledged_at = now(), acknowledged_by = $3
          WHERE tenant_id = $1 AND id = $2 AND acknowledged_at IS NULL`,
        [tenantId, id, actor],
      );
      const alert = await tx.findOneBy(Alert, { tenantId, id });
      if (!alert) throw notFound('alert');
      return toAlertView(alert);
    });
  }
}

async function read(tx: Transaction, tenantId: string): Promise<AlertsView> {
  const kept = await readThresholds(tx, tenantId);
  const alerts = await tx.find(Alert, {
    where: { tenantId },
    order: { version: 'DESC', threshold: 'ASC' },
    take: NEWEST,
  });
  return {
    thresholds: kept?.map(({ segments }) => segments) ?? [...ALERT_THRESHOLDS_DEFAULT],
    reached: kept?.filter(({ isArmed }) => !isArmed).map(({ segments }) => segments) ?? [
      ...ALERT_THRESHOLDS_DEFAULT,
    ],
    alerts: alerts.map(toAlertView),
  };
}

function toAlertView(alert: Alert): AlertView {
  const { id, threshold, available, debt, raisedAt, acknowledgedAt, acknowledgedBy } = alert;
  return {
    id,
    threshold,
    available,
    debt,
    raisedAt: raisedAt.toISOString(),
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy,
  };
}
