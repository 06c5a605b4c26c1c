/** When the month of an instant began, and when the next one does, in SQL: calendar months, UTC. */
const monthOf = (instant: string): string => `date_trunc('month', ${instant}, 'UTC')`;
export const monthAfter = (instant: string): string =>
  `((date_trunc('month', ${instant} AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC')`;
export const MONTH = monthOf('now()');
export const NEXT_MONTH = monthAfter('now()');

/**
 * What was spent by itself in the month of an instant, or is being spent: what the tax isn't known of counts at its
 * price. What was given back since was spent all the same: a cap is what may be charged, and a refund makes no room.
 */
export const spentBy = (tenant: string, instant = 'now()'): string =>
  `(SELECT coalesce(sum(s.price_micros + coalesce(s.tax_micros, 0)), 0)::bigint FROM purchase s
     WHERE s.tenant_id = ${tenant} AND s.is_automatic
       AND s.created_at >= ${monthOf(instant)} AND s.created_at < ${monthAfter(instant)}
       AND (s.state = 'pending' OR s.paid_at IS NOT NULL))`;
