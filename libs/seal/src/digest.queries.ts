import { FAN_OUT, LEVELS } from './seal.tree.js';
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
 * Each business's rows of each UTC day, as SQL: "tenantId", day, rows, digest. The digest is the top of
 * the tree of `digestOf`, computed where the rows are. $1 and $2 are the first instant that counts and
 * the first that doesn't, null for no such bound. Only hashes are sorted, not rows.
 */
export function daysDigested(sealed: SealedTable): string {
  const top = Array.from({ length: LEVELS }).reduce<string>(levelAbove, leaves(sealed));
  return `
    SELECT t.tenant_id AS "tenantId", to_char(t.day, 'YYYY-MM-DD') AS day, sum(t.rows)::bigint AS rows,
           encode(sha256(string_agg(t.hash, ''::bytea ORDER BY t.place)), 'hex') AS digest
      FROM (${top}) t GROUP BY t.tenant_id, t.day`;
}

function leaves(sealed: SealedTable): string {
  const { service, table, at, order } = sealed;
  return `
    SELECT tenant_id, day, hash, 1 AS rows,
           row_number() OVER (PARTITION BY tenant_id, day ORDER BY place) - 1 AS place
      FROM (SELECT tenant_id, (${at} AT TIME ZONE 'UTC')::date AS day, ${order} AS place,
                   sha256(convert_to(${canonicalRow(sealed)}, 'UTF8')) AS hash
              FROM ${service}.${table}
             WHERE ($1::timestamptz IS NULL OR ${at} >= $1) AND ($2::timestamptz IS NULL OR ${at} < $2)
            OFFSET 0) r`;
}

function levelAbove(level: string): string {
  return `
    SELECT tenant_id, day, sha256(string_agg(hash, ''::bytea ORDER BY place)) AS hash,
           sum(rows) AS rows, place / ${FAN_OUT} AS place
      FROM (${level}) l GROUP BY tenant_id, day, l.place / ${FAN_OUT}`;
}
