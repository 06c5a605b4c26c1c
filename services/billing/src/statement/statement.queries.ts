import { query, type Transaction } from '@fieldline/database';
import type { CreditKind, DebitKind } from '../ledger/credit.queries.js';
import type { Bounds } from './statement.bounds.js';

export interface Standing {
  readonly available: number;
  readonly held: number;
  readonly debt: number;
}

type Place = 'issued' | 'available' | 'held' | 'used' | 'debt';

/** What the entries of one kind come to. */
export interface EntrySum {
  readonly kind: string;
  /** Of the adjustment that it belongs to; null for a message's. */
  readonly adjustment: CreditKind | DebitKind | null;
  readonly source: Place;
  readonly target: Place;
  readonly segments: number;
}

/** How an account stood before an entry: from what was last written down, and the entries since. */
export async function standingBefore(
  tx: Transaction,
  tenantId: string,
  entry: number,
): Promise<Standing> {
  const [known] = await query<Standing & { readonly beforeEntry: number }>(
    tx,
    `SELECT before_entry AS "beforeEntry", available, held, debt FROM standing
      WHERE tenant_id = $1 AND before_entry <= $2 ORDER BY before_entry DESC LIMIT 1`,
    [tenantId, entry],
  );
  const { beforeEntry = 0, available = 0, held = 0, debt = 0 } = known ?? {};
  const [standing] = await query<Standing>(
    tx,
    `SELECT ($4 + coalesce(sum(CASE 'available' WHEN target THEN segments WHEN source THEN -segments END), 0))::bigint AS available,
            ($5 + coalesce(sum(CASE 'held' WHEN target THEN segments WHEN source THEN -segments END), 0))::bigint AS held,
            ($6 + coalesce(sum(CASE 'debt' WHEN source THEN segments WHEN target THEN -segments END), 0))::bigint AS debt
       FROM entry WHERE tenant_id = $1 AND id >= $2 AND id < $3`,
    [tenantId, beforeEntry, entry, available, held, debt],
  );
  return standing!;
}

/** What was moved from where to where. */
export function entrySums(
  tx: Transaction,
  tenantId: string,
  { firstEntry, endEntry }: Bounds,
): Promise<EntrySum[]> {
  return query<EntrySum>(
    tx,
    `SELECT e.kind, a.kind AS adjustment, e.source, e.target, sum(e.segments)::bigint AS segments
       FROM entry e LEFT JOIN adjustment a ON a.tenant_id = e.tenant_id AND a.id = e.adjustment_id
      WHERE e.tenant_id = $1 AND e.id >= $2 AND e.id < $3
      GROUP BY 1, 2, 3, 4`,
    [tenantId, firstEntry, endEntry],
  );
}

/** What the period's adjustments were worth. One whose entries lie in two periods counts in the first. */
export function adjustmentWorth(
  tx: Transaction,
  tenantId: string,
  { firstEntry, endEntry }: Bounds,
): Promise<{ readonly kind: CreditKind | DebitKind; readonly micros: number }[]> {
  return query(
    tx,
    `SELECT a.kind, sum(abs(a.micros))::bigint AS micros
       FROM (SELECT DISTINCT e.adjustment_id FROM entry e
              WHERE e.tenant_id = $1 AND e.id >= $2 AND e.id < $3 AND e.adjustment_id IS NOT NULL) moved
       JOIN adjustment a ON a.tenant_id = $1 AND a.id = moved.adjustment_id
      WHERE NOT EXISTS (SELECT FROM entry x
                         WHERE x.tenant_id = $1 AND x.adjustment_id = a.id AND x.id < $2)
      GROUP BY 1`,
    [tenantId, firstEntry, endEntry],
  );
}
