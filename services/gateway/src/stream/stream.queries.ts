import { type Database, query, type Transaction } from '@fieldline/database';

export interface StreamRow {
  readonly tenantId: string;
  readonly sequence: number;
  readonly userId: string | null;
  readonly type: string;
  /** JSON, on one line. */
  readonly data: string;
}

const COLUMNS = `e.tenant_id AS "tenantId", e.sequence, e.user_id AS "userId", e.type, e.payload::text AS data`;

/** The number of a business's newest event; 0 before the first. */
export async function headOf(tx: Transaction, tenantId: string): Promise<number> {
  const [head] = await query<{ sequence: number }>(
    tx,
    `SELECT sequence FROM stream_head WHERE tenant_id = $1`,
    [tenantId],
  );
  return head?.sequence ?? 0;
}

/** What a business's streams told after an event, oldest first. */
export function eventsAfter(
  tx: Transaction,
  tenantId: string,
  sequence: number,
  limit: number,
): Promise<StreamRow[]> {
  return query(
    tx,
    `SELECT ${COLUMNS} FROM stream_event e WHERE e.tenant_id = $1 AND e.sequence > $2
      ORDER BY e.sequence LIMIT $3`,
    [tenantId, sequence, limit],
  );
}

/**
 * What is new for these businesses, by one statement. The heads are looked at first, so that it costs
 * next to nothing while there is nothing; of many the first of each business come first, so that a
 * busy one holds up no other.
 */
export function newEvents(
  database: Database,
  positions: ReadonlyMap<string, number>,
  limits: { readonly perTenant: number; readonly total: number },
): Promise<StreamRow[]> {
  return database.query(
    `SELECT ${COLUMNS}
       FROM unnest($1::uuid[], $2::bigint[]) AS p (tenant_id, sequence)
       JOIN stream_head h ON h.tenant_id = p.tenant_id AND h.sequence > p.sequence
      CROSS JOIN LATERAL (
              SELECT * FROM stream_event s WHERE s.tenant_id = p.tenant_id AND s.sequence > p.sequence
               ORDER BY s.sequence LIMIT $3) AS e
      ORDER BY e.sequence - p.sequence LIMIT $4`,
    [[...positions.keys()], [...positions.values()], limits.perTenant, limits.total],
  );
}

const KEPT = `interval '24 hours'`;
const KEPT_EVENTS = 100_000;
const TENANTS_AT_ONCE = 20;
const EVENTS_OF_EACH = 1_000;

/**
 * Forgets what is a day old, or has 100,000 newer ones of its business. Bounded, so that it holds
 * nobody up. @returns how many went
 */
export async function forgetOldEvents(database: Database): Promise<number> {
  const [gone] = await database.query<{ count: number }>(
    `WITH due AS (
       SELECT h.tenant_id, h.sequence - ${KEPT_EVENTS} AS surplus, oldest.sequence AS first
         FROM stream_head h
        CROSS JOIN LATERAL (
                SELECT e.sequence, e.created_at FROM stream_event e WHERE e.tenant_id = h.tenant_id
                 ORDER BY e.sequence LIMIT 1) AS oldest
        WHERE oldest.created_at < now() - ${KEPT} OR oldest.sequence <= h.sequence - ${KEPT_EVENTS}
        LIMIT ${TENANTS_AT_ONCE}),
     gone AS (
       DELETE FROM stream_event e USING due d
        WHERE e.tenant_id = d.tenant_id AND e.sequence < d.first + ${EVENTS_OF_EACH}
          AND (e.sequence <= d.surplus OR e.created_at < now() - ${KEPT})
       RETURNING 1)
     SELECT count(*) AS count FROM gone`,
  );
  return gone?.count ?? 0;
}
