import type { Client } from 'pg';

export interface CatalogExceptions {
  /** Tables without a tenant, for instance a lease row per shard. */
  readonly platformTables: readonly string[];
  /** Unique or foreign keys that rightly don't start with tenant_id. */
  readonly globalKeys: readonly string[];
}

/**
 * Reads Postgres's own catalog and names each table of `schema` that could show one business
 * another's rows: no tenant_id, no forced row-level security, no policy on the tenant setting,
 * or a unique or foreign key that doesn't start with tenant_id. Empty when all is well.
 */
export async function catalogProblems(
  client: Pick<Client, 'query'>,
  schema: string,
  { platformTables, globalKeys }: CatalogExceptions,
): Promise<string[]> {
  const platform = new Set([...platformTables, 'migration']);
  const problems: string[] = [];
  for (const table of await tables(client, schema)) {
    if (platform.has(table.name)) {
      if (table.tenantReads) problems.push(`${table.name}: the tenant role reads a platform table`);
      continue;
    }
    if (!table.hasTenant) problems.push(`${table.name}: no tenant_id NOT NULL`);
    if (!table.forced) problems.push(`${table.name}: row-level security is not forced`);
    if (!table.isolated) problems.push(`${table.name}: no policy on app.tenant_id`);
    if (table.open)
      problems.push(`${table.name}: policy "${table.open}" opens it to the tenant role`);
  }
  for (const key of await keys(client, schema)) {
    if (key.first !== 'tenant_id' && !platform.has(key.table) && !globalKeys.includes(key.name))
      problems.push(`${key.table}: key ${key.name} starts with ${key.first}, not tenant_id`);
  }
  return problems;
}

interface TableRow {
  name: string;
  hasTenant: boolean;
  forced: boolean;
  isolated: boolean;
  open: string | null;
  tenantReads: boolean;
}

async function tables(client: Pick<Client, 'query'>, schema: string): Promise<TableRow[]> {
  const { rows } = await client.query<TableRow>(
    `SELECT c.relname AS name,
            c.relrowsecurity AND c.relforcerowsecurity AS forced,
            EXISTS (SELECT FROM pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull) AS "hasTenant",
            EXISTS (SELECT FROM pg_policies p
                     WHERE p.schemaname = $1 AND p.tablename = c.relname
                       AND p.roles = ARRAY[$1 || '_tenant']::name[]
                       AND p.qual LIKE '%app.tenant_id%' AND p.with_check LIKE '%app.tenant_id%') AS isolated,
            (SELECT p.policyname FROM pg_policies p
              WHERE p.schemaname = $1 AND p.tablename = c.relname
                AND (p.roles && ARRAY[$1 || '_tenant', 'public']::name[])
                AND coalesce(p.qual, '') NOT LIKE '%app.tenant_id%' LIMIT 1) AS open,
            has_table_privilege($1 || '_tenant', c.oid, 'SELECT') AS "tenantReads"
       FROM pg_class c
      WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p')
      ORDER BY 1`,
    [schema],
  );
  return rows;
}

async function keys(
  client: Pick<Client, 'query'>,
  schema: string,
): Promise<{ table: string; name: string; first: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; first: string }>(
    `SELECT t.relname AS "table", i.relname AS name,
            coalesce(a.attname, '(expression)') AS first
       FROM pg_index x
       JOIN pg_class i ON i.oid = x.indexrelid
       JOIN pg_class t ON t.oid = x.indrelid
       LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0] AND a.attnum > 0
      WHERE t.relnamespace = to_regnamespace($1) AND x.indisunique
      UNION ALL
     SELECT t.relname, k.conname, a.attname
       FROM pg_constraint k
       JOIN pg_class t ON t.oid = k.conrelid
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
      WHERE t.relnamespace = to_regnamespace($1) AND k.contype = 'f'`,
    [schema],
  );
  return rows;
}
