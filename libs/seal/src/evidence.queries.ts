import {
  derivedId,
  type Evidence,
  type EvidenceChain,
  type EvidenceRecord,
} from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { dayAfter, startOf } from './day.js';
import { canonicalRow } from './digest.queries.js';
import { FORMAT } from './seal.root.js';
import { inclusionOf } from './seal.tree.js';
import { SEALED_TABLES, type SealedTable } from './sealed-tables.js';

/** Which of a business's sealed rows are wanted. */
export interface Wanted {
  readonly table: string;
  /** In SQL, of the table's columns: $1 is the business, $2 and on are the parameters. */
  readonly where: string;
  readonly parameters: readonly unknown[];
}

interface Found {
  /** Of its order, as text: no column of the table has this name. */
  readonly rank: string;
  readonly day: string;
  readonly row: string;
}

/**
 * Rows of a service's sealed tables, with what shows that they are in the seal of their day, and the
 * seals from the first of those days on. Read in a transaction that sees one moment.
 */
export async function evidenceOf(
  tx: Transaction,
  service: SealedTable['service'],
  tenantId: string,
  wanted: readonly Wanted[],
): Promise<Evidence> {
  const parts: Evidence[] = [];
  for (const each of wanted) {
    const sealed = SEALED_TABLES.find((t) => t.service === service && t.table === each.table);
    if (!sealed) throw new Error(`${service}.${each.table} is not sealed`);
    parts.push(await evidenceIn(tx, sealed, tenantId, each));
  }
  return {
    records: parts.flatMap(({ records }) => records),
    chains: parts.flatMap(({ chains }) => chains),
  };
}

async function evidenceIn(
  tx: Transaction,
  sealed: SealedTable,
  tenantId: string,
  wanted: Wanted,
): Promise<Evidence> {
  const found = await findRows(tx, sealed, tenantId, wanted);
  const days = new Set(found.map(({ day }) => day));
  const chain = await chainFrom(tx, sealed, tenantId, [...days].toSorted()[0]);
  const records: EvidenceRecord[] = [];
  for (const day of days) {
    const isSealed = chain?.seals.some((seal) => seal.day === day) ?? false;
    const hashed = isSealed ? await hashesOf(tx, sealed, tenantId, day) : [];
    const hashes = hashed.map(({ hash }) => hash);
    const places = new Map(hashed.map(({ rank }, place) => [rank, place]));
    for (const { rank, row } of found.filter((each) => each.day === day)) {
      const place = places.get(rank);
      const inclusion = place === undefined ? null : inclusionOf(hashes, place);
      records.push({ ...nameOf(sealed), day, row, values: valuesOf(sealed, row), inclusion });
    }
  }
  return { records, chains: chain ? [chain] : [] };
}

function findRows(
  tx: Transaction,
  sealed: SealedTable,
  tenantId: string,
  { where, parameters }: Wanted,
): Promise<Found[]> {
  const { service, table, at, order } = sealed;
  return query<Found>(
    tx,
    `SELECT ${order}::text AS rank, to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
            ${canonicalRow(sealed)} AS row
       FROM ${service}.${table} WHERE tenant_id = $1 AND (${where}) ORDER BY ${order}`,
    [tenantId, ...parameters],
  );
}

/** Of all of a business's rows of a day; one of them has to be among the others. */
function hashesOf(
  tx: Transaction,
  sealed: SealedTable,
  tenantId: string,
  day: string,
): Promise<{ rank: string; hash: string }[]> {
  const { service, table, at, order } = sealed;
  return query(
    tx,
    `SELECT ${order}::text AS rank, encode(sha256(convert_to(${canonicalRow(sealed)}, 'UTF8')), 'hex') AS hash
       FROM ${service}.${table} WHERE tenant_id = $1 AND ${at} >= $2 AND ${at} < $3 ORDER BY ${order}`,
    [tenantId, startOf(day), startOf(dayAfter(day))],
  );
}

/** The seals from a day on, up to the last; undefined where there are none. */
async function chainFrom(
  tx: Transaction,
  sealed: SealedTable,
  tenantId: string,
  day: string | undefined,
): Promise<EvidenceChain | undefined> {
  const { service, table } = sealed;
  const seals = await query<EvidenceChain['seals'][number] & { previousRoot: string }>(
    tx,
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, row_count AS rows, digest, root,
            previous_root AS "previousRoot"
       FROM ${service}.seal WHERE tenant_id = $1 AND table_name = $2 AND day >= $3 ORDER BY seal.day`,
    [tenantId, table, day ?? 'infinity'],
  );
  const [first] = seals;
  if (!first) return undefined;
  return {
    ...nameOf(sealed),
    chainId: derivedId('seal', tenantId, table),
    format: FORMAT,
    previousRoot: first.previousRoot,
    seals: seals.map(({ previousRoot: _, ...seal }) => seal),
  };
}

function nameOf({ service, table }: SealedTable): { service: string; table: string } {
  return { service, table };
}

/** A row's columns by their names. */
export function valuesOf({ columns }: SealedTable, row: string): Record<string, unknown> {
  const fields = JSON.parse(row) as unknown[];
  return Object.fromEntries(columns.map((column, at) => [column, fields[at]]));
}
