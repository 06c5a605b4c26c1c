import { type Database, query, roleNames, type Transaction } from '@fieldline/database';

/** A table to be read by pages, in the order of its primary key. */
export interface ExportedTable {
  readonly name: string;
  /** The key's columns behind the tenant, with their types. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
  /** Whether the role of requests may read it, which sees nobody else's rows. */
  readonly tenantReads: boolean;
  readonly without: readonly string[];
}

export interface ExportedPage {
  /** Each a JSON text, as Postgres writes it: no number loses a digit. */
  readonly rows: readonly string[];
  /** Where the next page begins; null behind the last. */
  readonly next: readonly string[] | null;
}

const PAGE = 200;

/** Undefined when there is no such table. */
export async function describeTable(
  database: Database,
  service: string,
  name: string,
  without: readonly string[],
): Promise<ExportedTable | undefined> {
  const columns = await database.query<{ name: string; type: string; tenantReads: boolean }>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
            has_table_privilege($2, x.indrelid, 'SELECT') AS "tenantReads"
       FROM pg_index x
       JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey::int2[])
      WHERE x.indrelid = to_regclass($1) AND x.indisprimary
      ORDER BY array_position(x.indkey::int2[], a.attnum)`,
    [`${service}.${name}`, roleNames(service).tenant],
  );
  if (columns.length === 0) return undefined;
  const key = columns.filter((column) => column.name !== 'tenant_id');
  return { name, key, without, tenantReads: columns.every(({ tenantReads }) => tenantReads) };
}

/** The rows behind a place in the order of the key. */
export function readPage(
  database: Database,
  tenantId: string,
  table: ExportedTable,
  after: readonly string[] | null,
): Promise<ExportedPage> {
  const read = (tx: Transaction) => page(tx, tenantId, table, after);
  return table.tenantReads ? database.asTenant(tenantId, read) : database.asWorker(read);
}

async function page(
  tx: Transaction,
  tenantId: string,
  { name, key, without }: ExportedTable,
  after: readonly string[] | null,
): Promise<ExportedPage> {
  const names = key.map((column) => `t.${column.name}`);
  const places = key.map(({ type }, index) => `$${index + 3}::${type}`);
  const order = ['t.tenant_id', ...names].join(', ');
  // Rows are written out once they are few, whatever way is found to them.
  const rows = await query<{ row: string; key: string[] }>(
    tx,
    `SELECT (to_jsonb(t) - $2::text[])::text AS row,
            ARRAY[${names.map((column) => `${column}::text`).join(', ')}]::text[] AS key
       FROM (SELECT * FROM ${name} t
              WHERE t.tenant_id = $1 ${after ? `AND (${names.join(', ')}) > (${places.join(', ')})` : ''}
              ORDER BY ${order} LIMIT ${PAGE}) t
      ORDER BY ${order}`,
    [tenantId, without, ...(after ?? [])],
  );
  const last = rows.at(-1);
  const isLast = rows.length < PAGE || key.length === 0;
  return { rows: rows.map(({ row }) => row), next: last && !isLast ? last.key : null };
}
