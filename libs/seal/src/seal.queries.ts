import { type Database, query, type Transaction } from '@fieldline/database';
import { dayAfter, startOf } from './day.js';
import { daysDigested } from './digest.queries.js';
import { FORMAT, type Sealed } from './seal.root.js';
import type { SealedTable } from './sealed-tables.js';

/** One statement hashes a day of every business. */
const STATEMENT_TIMEOUT = '15min';

export interface NewSeal extends Sealed {
  readonly tenantId: string;
  readonly root: string;
}

export type Digested = Pick<NewSeal, 'tenantId' | 'rows' | 'digest'>;

/** The first day that isn't sealed and may have rows; null when there are none at all. */
export async function firstOpenDay(
  database: Database,
  { service, table, at }: SealedTable,
): Promise<string | null> {
  const [row] = await database.query<{ sealed: string | null; first: string | null }>(
    `SELECT to_char(s.day, 'YYYY-MM-DD') AS sealed, CASE WHEN s.day IS NULL THEN (
              SELECT to_char(min(${at}) AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM ${service}.${table}
            ) END AS first
       FROM (SELECT max(day) AS day FROM ${service}.seal WHERE table_name = $1) s`,
    [table],
  );
  return row?.sealed ? dayAfter(row.sealed) : (row?.first ?? null);
}

/** Of several processes of a service one seals at a time. @returns whether it is this one, until its transaction ends */
export async function takeTurn(tx: Transaction, service: string): Promise<boolean> {
  const [turn] = await query<{ taken: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken`,
    [`seal ${service}`],
  );
  return turn?.taken ?? false;
}

export async function isSealed(
  tx: Transaction,
  { service, table }: SealedTable,
  day: string,
): Promise<boolean> {
  const rows = await query(
    tx,
    `SELECT FROM ${service}.seal WHERE table_name = $1 AND day = $2 LIMIT 1`,
    [table, day],
  );
  return rows.length > 0;
}

export async function digestDay(
  tx: Transaction,
  sealed: SealedTable,
  day: string,
): Promise<Digested[]> {
  await tx.query(`SET LOCAL statement_timeout = '${STATEMENT_TIMEOUT}'`);
  return query<Digested>(tx, daysDigested(sealed), [startOf(day), startOf(dayAfter(day))]);
}

/** The last root of each chain, by business. */
export async function lastRoots(
  tx: Transaction,
  { service, table }: SealedTable,
  tenantIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await query<{ tenantId: string; root: string }>(
    tx,
    `SELECT t.id AS "tenantId", last.root FROM unnest($2::uuid[]) AS t (id) CROSS JOIN LATERAL (
       SELECT s.root FROM ${service}.seal s WHERE s.tenant_id = t.id AND s.table_name = $1
        ORDER BY s.day DESC LIMIT 1) last`,
    [table, tenantIds],
  );
  return new Map(rows.map(({ tenantId, root }) => [tenantId, root]));
}

export async function addSeals(
  tx: Transaction,
  service: string,
  seals: readonly NewSeal[],
): Promise<void> {
  await tx.query(
    `INSERT INTO ${service}.seal (tenant_id, table_name, day, format, row_count, digest, previous_root, root)
     SELECT s."tenantId", s."table", s.day, $2, s.rows, s.digest, s."previousRoot", s.root
       FROM json_to_recordset($1) AS s ("tenantId" uuid, "table" text, day date, rows bigint, digest text,
                                        "previousRoot" text, root text)`,
    [JSON.stringify(seals), FORMAT],
  );
}
