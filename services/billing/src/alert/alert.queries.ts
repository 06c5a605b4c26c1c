import { query, type Transaction } from '@fieldline/database';

export interface ReachedThreshold {
  readonly tenantId: string;
  readonly threshold: number;
  /** The account's version when it was armed, and now. */
  readonly armedVersion: number;
  readonly version: number;
  readonly available: number;
  readonly debt: number;
}

/**
 * Disarms the thresholds that are reached, and arms those that the balance has left above it.
 * @returns those that are reached, the highest of a business first
 */
export function turnThresholds(
  tx: Transaction,
  tenantIds: readonly string[],
): Promise<ReachedThreshold[]> {
  return query<ReachedThreshold>(
    tx,
    `WITH turned AS (
       UPDATE alert_threshold t
          SET is_armed = NOT t.is_armed,
              armed_version = CASE WHEN t.is_armed THEN t.armed_version ELSE a.version END
         FROM account a
        WHERE t.tenant_id = ANY ($1::uuid[]) AND a.tenant_id = t.tenant_id
          AND CASE WHEN t.is_armed THEN a.available <= t.segments ELSE a.available > t.rearm_above END
       RETURNING t.tenant_id, t.segments, t.is_armed, t.armed_version, a.version, a.available, a.debt)
     SELECT tenant_id AS "tenantId", segments AS threshold, armed_version AS "armedVersion",
            version, available, debt
       FROM turned WHERE NOT is_armed ORDER BY tenant_id, segments DESC`,
    [tenantIds],
  );
}

export async function keepAlerts(
  tx: Transaction,
  alerts: readonly (ReachedThreshold & { readonly id: string })[],
): Promise<void> {
  if (alerts.length === 0) return;
  await tx.query(
    `INSERT INTO alert (tenant_id, id, threshold, armed_version, version, available, debt)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])`,
    [
      alerts.map((alert) => alert.tenantId),
      alerts.map((alert) => alert.id),
      alerts.map((alert) => alert.threshold),
      alerts.map((alert) => alert.armedVersion),
      alerts.map((alert) => alert.version),
      alerts.map((alert) => alert.available),
      alerts.map((alert) => alert.debt),
    ],
  );
}

/** Notes on the accounts at which balances a threshold turns next. */
export async function markAccounts(tx: Transaction, tenantIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE account a SET alert_at = next.alert_at, rearm_above = next.rearm_above
       FROM (SELECT u.tenant_id, max(t.segments) FILTER (WHERE t.is_armed) AS alert_at,
                    min(t.rearm_above) FILTER (WHERE NOT t.is_armed) AS rearm_above
               FROM unnest($1::uuid[]) AS u (tenant_id)
               LEFT JOIN alert_threshold t USING (tenant_id) GROUP BY 1) next
      WHERE a.tenant_id = next.tenant_id`,
    [tenantIds],
  );
}

/** Keeps these thresholds and no others. One that was there before stays as it was, armed or not. */
export async function replaceThresholds(
  tx: Transaction,
  tenantId: string,
  thresholds: readonly number[],
): Promise<void> {
  await tx.query(
    `DELETE FROM alert_threshold WHERE tenant_id = $1 AND segments <> ALL ($2::bigint[])`,
    [tenantId, thresholds],
  );
  await tx.query(
    `INSERT INTO alert_threshold (tenant_id, segments, is_armed, armed_version)
     SELECT $1, t, a.available > t, a.version FROM unnest($2::bigint[]) AS t, account a WHERE a.tenant_id = $1
         ON CONFLICT DO NOTHING`,
    [tenantId, thresholds],
  );
  await markAccounts(tx, [tenantId]);
}

export interface KeptThreshold {
  readonly segments: number;
  readonly isArmed: boolean;
}

/** Highest first; undefined for a business without an account. */
export async function readThresholds(
  tx: Transaction,
  tenantId: string,
): Promise<KeptThreshold[] | undefined> {
  const accounts = await query(tx, `SELECT 1 FROM account WHERE tenant_id = $1`, [tenantId]);
  if (accounts.length === 0) return undefined;
  return query<KeptThreshold>(
    tx,
    `SELECT segments, is_armed AS "isArmed" FROM alert_threshold
      WHERE tenant_id = $1 ORDER BY segments DESC`,
    [tenantId],
  );
}
