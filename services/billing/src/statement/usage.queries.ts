import type { Direction } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { Bounds } from './statement.bounds.js';

export type UsageGroup = 'all' | 'sent_by' | 'job_type' | 'our_number';

/** What a part of the messages used, in one direction. */
export interface UsageSum {
  readonly group: UsageGroup;
  readonly key: string | null;
  readonly direction: Direction;
  readonly messages: number;
  readonly segments: number;
  readonly costMicros: number;
  /** Messages billed above or below their quote, and by how many segments. */
  readonly above: number;
  readonly aboveBy: number;
  readonly below: number;
  readonly belowBy: number;
}

/**
 * What messages used: by entries their segments, by draws their costs. A debt that was repaid brings its
 * message's cost without a segment.
 *
 * Nobody tells Postgres how many messages that are, and it expects few. So it is left no choice: their holds are read by
 * one walk along the index, and a full join, which finds the same as any other, is never done row by row. Both
 * cost what the month has, not what came before it.
 */
export function usageSums(
  tx: Transaction,
  tenantId: string,
  { firstEntry, endEntry, firstDraw, endDraw }: Bounds,
): Promise<UsageSum[]> {
  return query<UsageSum>(
    tx,
    `WITH used AS MATERIALIZED (
       SELECT message_id, sum(segments)::bigint AS segments, sum(cost_micros)::bigint AS cost_micros
         FROM (SELECT e.message_id, e.segments, 0 AS cost_micros FROM entry e
                WHERE e.tenant_id = $1 AND e.id >= $2 AND e.id < $3 AND e.target = 'used'
               UNION ALL
               SELECT d.message_id, 0, d.cost_micros FROM draw d
                WHERE d.tenant_id = $1 AND d.id >= $4 AND d.id < $5 AND d.message_id IS NOT NULL) parts
        GROUP BY 1
     ), held AS (
       SELECT h.message_id, h.direction, h.sent_by, h.job_type, h.our_number, h.posted_segments, h.quoted_segments
         FROM hold h WHERE h.tenant_id = $1 AND h.message_id = ANY (ARRAY(SELECT u.message_id FROM used u))
     ), item AS (
       SELECT h.direction, h.sent_by, h.job_type, h.our_number, u.segments AS used, u.cost_micros AS cost,
              CASE WHEN h.direction = 'outbound' AND u.segments > 0
                   THEN h.posted_segments - h.quoted_segments END AS difference
         FROM used u FULL JOIN held h ON h.message_id = u.message_id
     ), alike AS (
       SELECT i.direction, i.sent_by, i.job_type, i.our_number,
              count(*) FILTER (WHERE i.used > 0) AS messages,
              sum(i.used)::bigint AS segments, sum(i.cost)::bigint AS cost,
              count(*) FILTER (WHERE i.difference > 0) AS above,
              sum(i.difference) FILTER (WHERE i.difference > 0)::bigint AS above_by,
              count(*) FILTER (WHERE i.difference < 0) AS below,
              -sum(i.difference) FILTER (WHERE i.difference < 0)::bigint AS below_by
         FROM item i GROUP BY 1, 2, 3, 4
     )
     SELECT CASE grouping(a.sent_by, a.job_type, a.our_number)
              WHEN 3 THEN 'sent_by' WHEN 5 THEN 'job_type' WHEN 6 THEN 'our_number' ELSE 'all' END AS "group",
            coalesce(a.sent_by, a.job_type, a.our_number) AS key, a.direction,
            sum(a.messages)::bigint AS messages, sum(a.segments)::bigint AS segments,
            sum(a.cost)::bigint AS "costMicros",
            sum(a.above)::bigint AS above, coalesce(sum(a.above_by), 0)::bigint AS "aboveBy",
            sum(a.below)::bigint AS below, coalesce(sum(a.below_by), 0)::bigint AS "belowBy"
       FROM alike a
      GROUP BY GROUPING SETS ((a.direction), (a.direction, a.sent_by), (a.direction, a.job_type),
                              (a.direction, a.our_number))`,
    [tenantId, firstEntry, endEntry, firstDraw, endDraw],
  );
}

export interface Difference {
  readonly messageId: string;
  readonly quoted: number;
  readonly billed: number;
}

/**
 * Texts whose bill differs from their quote, in the order in which they were paid for. Each has booked
 * something beside what was held for it. Left no choice as `usageSums` is: the outer query is kept from looking into the join.
 */
export function findDifferences(
  tx: Transaction,
  tenantId: string,
  { firstEntry, endEntry }: Bounds,
  limit: number,
): Promise<Difference[]> {
  return query<Difference>(
    tx,
    `WITH paid AS MATERIALIZED (
       SELECT e.message_id, min(e.id) FILTER (WHERE e.kind IN ('release', 'repay', 'shortfall', 'debt')) AS first
         FROM entry e
        WHERE e.tenant_id = $1 AND e.id >= $2 AND e.id < $3 AND e.message_id IS NOT NULL
        GROUP BY 1
       HAVING bool_or(e.target = 'used') AND bool_or(e.kind IN ('release', 'repay', 'shortfall', 'debt'))
     ), differing AS (
       SELECT h.message_id, h.quoted_segments, h.posted_segments
         FROM hold h
        WHERE h.tenant_id = $1 AND h.message_id = ANY (ARRAY(SELECT p.message_id FROM paid p))
          AND h.direction = 'outbound' AND h.posted_segments <> h.quoted_segments
     )
     SELECT j.message_id AS "messageId", j.quoted_segments AS quoted, j.posted_segments AS billed
       FROM (SELECT d.*, p.first FROM paid p FULL JOIN differing d ON d.message_id = p.message_id OFFSET 0) j
      WHERE j.message_id IS NOT NULL ORDER BY j.first LIMIT $4`,
    [tenantId, firstEntry, endEntry, limit],
  );
}
