import type { SealedTable } from './sealed-tables.js';

/** Microseconds, as Postgres keeps them. */
const INSTANT = `YYYY-MM-DD"T"HH24:MI:SS.US"Z"`;

/**
 * A row as one text, in SQL: a JSON array of its columns, as Postgres writes it. So two different rows
 * never read the same, and no setting of the session makes a difference.
 */
export function canonicalRow({ columns, instants }: SealedTable): string {
  const fields = columns.map((column) =>
    instants.includes(column) ? `to_char(${column} AT TIME ZONE 'UTC', '${INSTANT}')` : column,
  );
  return `json_build_array(${fields.join(', ')})::text`;
}

/**
 * Each business's rows of each UTC day, as SQL: "tenantId", day, rows, digest. The digest is the SHA-256
 * of the rows' own, one after the other. $1 and $2 are the first instant that counts and the first that
 * doesn't, null for no such bound. Only hashes are sorted, not rows.
 */
export function daysDigested(sealed: SealedTable): string {
  const { service, table, at, order } = sealed;
  return `
    SELECT r.tenant_id AS "tenantId", to_char(r.day, 'YYYY-MM-DD') AS day, count(*) AS rows,
           encode(sha256(string_agg(r.hash, ''::bytea ORDER BY r.place)), 'hex') AS digest
      FROM (SELECT tenant_id, (${at} AT TIME ZONE 'UTC')::date AS day, ${order} AS place,
                   sha256(convert_to(${canonicalRow(sealed)}, 'UTF8')) AS hash
              FROM ${service}.${table}
             WHERE ($1::timestamptz IS NULL OR ${at} >= $1) AND ($2::timestamptz IS NULL OR ${at} < $2)
            OFFSET 0) r
     GROUP BY r.tenant_id, r.day`;
}
