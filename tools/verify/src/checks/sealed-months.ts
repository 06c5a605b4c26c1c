import type { SealedTable } from '@fieldline/seal';
import type { Look } from '../look.js';

/** A stretch of a table's days, of a month at most where there are seals. Instants as text; null for no bound. */
export interface Month {
  /** `yyyy-mm` */
  readonly name: string;
  readonly from: string | null;
  /** Not part of it. */
  readonly to: string | null;
}

/**
 * The months of a table, from its first seal (or the first day that is looked at) to now. What can't be is
 * looked at, too: the first has all that is before it, the last all that is after it.
 */
export async function monthsOf(look: Look, { service, table }: SealedTable): Promise<Month[]> {
  const since = look.sealsSince ?? null;
  const starts = await look.databases.of(service).rows<{ start: string }>(
    `SELECT to_char(m, 'YYYY-MM-DD"T00:00:00Z"') AS start
       FROM (SELECT now() AT TIME ZONE 'UTC' AS today) t
      CROSS JOIN LATERAL (
        SELECT least(coalesce($1::timestamptz AT TIME ZONE 'UTC', min(day)::timestamp, today), today) AS first
          FROM ${service}.seal WHERE table_name = $2) s
      CROSS JOIN generate_series(date_trunc('month', greatest(first, today - interval '10 years')),
                                 date_trunc('month', today), interval '1 month') AS m
      ORDER BY m`,
    [since, table],
  );
  return starts.map(({ start }, place) => ({
    name: start.slice(0, 'yyyy-mm'.length),
    from: place === 0 ? (since?.toISOString() ?? null) : start,
    to: starts[place + 1]?.start ?? null,
  }));
}
