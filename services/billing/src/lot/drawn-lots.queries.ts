import { derivedId, type DrawnLot } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { CreditKind } from '../ledger/credit.queries.js';

export interface MessageKey {
  readonly tenantId: string;
  readonly messageId: string;
}

interface Drawn {
  readonly tenantId: string;
  readonly messageId: string;
  readonly segments: number;
  readonly costMicros: number;
  /** What made the lot. */
  readonly adjustmentId: string;
  readonly kind: CreditKind;
}

/** What some messages were drawn from, oldest lot first, by message id. */
export async function drawnLots(
  tx: Transaction,
  messages: readonly MessageKey[],
): Promise<Map<string, DrawnLot[]>> {
  if (messages.length === 0) return new Map();
  const rows = await query<Drawn>(
    tx,
    `SELECT d.tenant_id AS "tenantId", d.message_id AS "messageId", d.segments,
            d.cost_micros AS "costMicros", a.id AS "adjustmentId", a.kind
       FROM (SELECT w.tenant_id, w.message_id, w.lot_id, sum(w.segments)::bigint AS segments,
                    sum(w.cost_micros)::bigint AS cost_micros
               FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS m (tenant_id, message_id)) m
               JOIN draw w USING (tenant_id, message_id) WHERE w.message_id IS NOT NULL
              GROUP BY 1, 2, 3) d
       JOIN lot l ON l.tenant_id = d.tenant_id AND l.id = d.lot_id
       JOIN adjustment a ON a.tenant_id = l.tenant_id AND a.id = l.adjustment_id
      ORDER BY d.message_id, d.lot_id`,
    [messages.map((each) => each.tenantId), messages.map((each) => each.messageId)],
  );
  const restored = await restoredPurchases(tx, rows);
  const byMessage = new Map<string, DrawnLot[]>();
  for (const { messageId, adjustmentId, kind, segments, costMicros } of rows) {
    const purchaseId = kind === 'purchase' ? adjustmentId : (restored.get(adjustmentId) ?? null);
    const lots = byMessage.get(messageId) ?? [];
    byMessage.set(messageId, [...lots, { purchaseId, segments, costMicros }]);
  }
  return byMessage;
}

/** The purchases that lots came back from, by the lots' ids; these follow from the purchases'. */
async function restoredPurchases(
  tx: Transaction,
  drawn: readonly Drawn[],
): Promise<Map<string, string>> {
  const tenantIds = new Set(
    drawn.filter(({ kind }) => kind === 'restoration').map(({ tenantId }) => tenantId),
  );
  if (tenantIds.size === 0) return new Map();
  const purchases = await query<{ id: string; reversals: number }>(
    tx,
    `SELECT id, reversals FROM purchase WHERE tenant_id = ANY ($1::uuid[]) AND reversals > 0`,
    [[...tenantIds]],
  );
  return new Map(
    purchases.flatMap(({ id, reversals }) =>
      // The one that is being made isn't counted yet.
      Array.from(
        { length: reversals + 1 },
        (_, count) => [derivedId('restoration', id, String(count + 1)), id] as const,
      ),
    ),
  );
}
