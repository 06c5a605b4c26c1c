import type { BalanceChanged, HoldPosted } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import type { Received } from '@fieldline/events';

/** What billing took for each message, to show beside its quote. Of a batch a message's last fact counts. */
export async function keepCharges(
  tx: Transaction,
  events: readonly Received<HoldPosted>[],
): Promise<void> {
  const last = [...new Map(events.map((event) => [event.payload.messageId, event])).values()];
  await tx.query(
    `UPDATE message m
        SET charged_segments = c.segments, charged_cost_micros = c.cost, charged_lots = c.lots
       FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::bigint[], $5::jsonb[])
              AS c (tenant_id, id, segments, cost, lots)
      WHERE m.tenant_id = c.tenant_id AND m.id = c.id`,
    [
      last.map((event) => event.tenantId),
      last.map((event) => event.payload.messageId),
      last.map((event) => event.payload.segments),
      last.map((event) => event.payload.costMicros),
      last.map((event) => JSON.stringify(event.payload.lots ?? [])),
    ],
  );
}

/**
 * The price that quotes are made at. Of a batch only each business's newest fact counts; the same version
 * again mends the copy.
 */
export async function keepPrices(
  tx: Transaction,
  events: readonly Received<BalanceChanged>[],
): Promise<void> {
  await tx.query(
    `INSERT INTO balance_copy (tenant_id, unit_price_micros, version)
     SELECT DISTINCT ON (tenant_id) *
       FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS b (tenant_id, price, version)
      ORDER BY tenant_id, version DESC
     ON CONFLICT (tenant_id) DO UPDATE
       SET unit_price_micros = excluded.unit_price_micros, version = excluded.version
     WHERE balance_copy.version <= excluded.version`,
    [
      events.map((event) => event.tenantId),
      events.map((event) => event.payload.unitPriceMicros),
      events.map((event) => event.payload.version),
    ],
  );
}
