import { query, type Transaction } from '@fieldline/database';
import type { Bounds } from './statement.bounds.js';

/** Where a line begins: the first entry of its message or adjustment, or the first draw of an older message. */
export interface LineStart {
  readonly table: 'entry' | 'draw';
  readonly id: number;
  /** Microseconds; never less than those of a smaller id. */
  readonly place: number;
  readonly messageId: string | null;
  readonly adjustmentId: string | null;
}

const PLACE = `(extract(epoch FROM max(x.at) OVER (ORDER BY x.id)) * 1000000)::bigint AS place`;

/** The period's next messages and adjustments, in the order of their first entries. */
export function entryStarts(
  tx: Transaction,
  tenantId: string,
  { firstEntry, endEntry }: Bounds,
  after: number,
  limit: number,
): Promise<LineStart[]> {
  return query<LineStart>(
    tx,
    `SELECT 'entry' AS table, x.id, ${PLACE}, x.message_id AS "messageId", x.adjustment_id AS "adjustmentId"
       FROM entry x
      WHERE x.tenant_id = $1 AND x.id >= $4 AND x.id < $3
        AND NOT EXISTS (SELECT FROM entry e WHERE e.tenant_id = $1 AND e.message_id = x.message_id
                           AND e.id >= $2 AND e.id < x.id)
        AND NOT EXISTS (SELECT FROM entry e WHERE e.tenant_id = $1 AND e.adjustment_id = x.adjustment_id
                           AND e.id >= $2 AND e.id < x.id)
      ORDER BY x.id LIMIT $5`,
    [tenantId, firstEntry, endEntry, after, limit],
  );
}

/** Messages whose debt was repaid, and of which the period has nothing else; up to a draw. */
export function drawStarts(
  tx: Transaction,
  tenantId: string,
  { firstEntry, endEntry, firstDraw }: Bounds,
  [after, end]: readonly [number, number],
  limit: number,
): Promise<LineStart[]> {
  return query<LineStart>(
    tx,
    `SELECT 'draw' AS table, x.id, ${PLACE}, x.message_id AS "messageId", NULL AS "adjustmentId"
       FROM draw x
      WHERE x.tenant_id = $1 AND x.id >= $5 AND x.id < $6 AND x.message_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM draw d WHERE d.tenant_id = $1 AND d.message_id = x.message_id
                           AND d.id >= $4 AND d.id < x.id)
        AND NOT EXISTS (SELECT FROM entry e WHERE e.tenant_id = $1 AND e.message_id = x.message_id
                           AND e.id >= $2 AND e.id < $3)
      ORDER BY x.id LIMIT $7`,
    [tenantId, firstEntry, endEntry, firstDraw, after, end, limit],
  );
}

/** The first draw that isn't before a line. */
export async function drawSince(
  tx: Transaction,
  tenantId: string,
  { place }: LineStart,
): Promise<number> {
  const [row] = await query<{ id: number }>(
    tx,
    `SELECT first_draw_since($1, to_timestamp($2::bigint / 1000000) + $2::bigint % 1000000 * interval '1 microsecond') AS id`,
    [tenantId, place],
  );
  return row!.id;
}

export interface MessageParts {
  readonly messageId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly quoted: number | null;
  readonly sentBy: string | null;
  readonly number: string | null;
  readonly jobType: string | null;
  readonly used: number;
  readonly held: number;
  readonly released: number;
  readonly costMicros: number;
}

/** What some messages did in the period. */
export function messageParts(
  tx: Transaction,
  tenantId: string,
  { firstEntry, endEntry, firstDraw, endDraw }: Bounds,
  messageIds: readonly string[],
): Promise<MessageParts[]> {
  return query<MessageParts>(
    tx,
    `SELECT h.message_id AS "messageId", h.direction, h.quoted_segments AS quoted, h.sent_by AS "sentBy",
            h.our_number AS number, h.job_type AS "jobType", e.used, e.held, e.released, d.cost AS "costMicros"
       FROM unnest($6::uuid[]) AS m (id)
       JOIN hold h ON h.tenant_id = $1 AND h.message_id = m.id
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(x.segments) FILTER (WHERE x.target = 'used'), 0)::bigint AS used,
               coalesce(sum(x.segments) FILTER (WHERE x.kind = 'hold'), 0)::bigint AS held,
               coalesce(sum(x.segments) FILTER (WHERE x.source = 'held' AND x.target <> 'used'), 0)::bigint AS released
          FROM entry x WHERE x.tenant_id = $1 AND x.message_id = m.id AND x.id >= $2 AND x.id < $3) e
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(x.cost_micros), 0)::bigint AS cost
          FROM draw x WHERE x.tenant_id = $1 AND x.message_id = m.id AND x.id >= $4 AND x.id < $5) d`,
    [tenantId, firstEntry, endEntry, firstDraw, endDraw, messageIds],
  );
}

export interface AdjustmentParts {
  readonly adjustmentId: string;
  readonly kind: 'purchase' | 'grant' | 'restoration' | 'withdrawal' | 'reversal';
  readonly segments: number;
  readonly micros: number;
  readonly reason: string;
}

/** What some adjustments did in the period. */
export function adjustmentParts(
  tx: Transaction,
  tenantId: string,
  { firstEntry, endEntry }: Bounds,
  adjustmentIds: readonly string[],
): Promise<AdjustmentParts[]> {
  return query<AdjustmentParts>(
    tx,
    `SELECT a.id AS "adjustmentId", a.kind, a.reason, e.segments,
            CASE WHEN e.first < $2 THEN 0 ELSE abs(a.micros) END AS micros
       FROM adjustment a CROSS JOIN LATERAL (
         SELECT min(x.id) AS first,
                sum(x.segments) FILTER (WHERE x.id >= $2 AND x.id < $3)::bigint AS segments
           FROM entry x WHERE x.tenant_id = $1 AND x.adjustment_id = a.id) e
      WHERE a.tenant_id = $1 AND a.id = ANY ($4::uuid[])`,
    [tenantId, firstEntry, endEntry, adjustmentIds],
  );
}
