import { catalogProblems } from '@fieldline/database';
import { EVENT_GLOBAL_KEYS, EVENT_PLATFORM_TABLES } from '@fieldline/events';
import type { Check } from '../look.js';
import type { Reader } from '../reader.js';
import { GLOBAL_KEYS, PLATFORM_ID, SERVICES } from '../services.js';

export const tenancyChecks: readonly Check[] = [
  {
    invariants: {
      'tenancy.table': `A table doesn't keep businesses apart: row-level security or a key is not as it must be.`,
    },
    async find(look) {
      for (const service of SERVICES) {
        const problems = await catalogProblems(look.databases.of(service).client, service, {
          platformTables: EVENT_PLATFORM_TABLES,
          globalKeys: [...EVENT_GLOBAL_KEYS, ...GLOBAL_KEYS[service]],
        });
        for (const problem of problems)
          look.found('tenancy.table', { problem: `${service}.${problem}` });
      }
    },
  },
  {
    invariants: { 'tenancy.unknown': 'A row belongs to a business that nobody knows.' },
    async find(look) {
      const tenants = await look.databases
        .of('gateway')
        .rows<{ id: string }>(`SELECT tenant_id AS id FROM gateway.tenant`);
      const known = [PLATFORM_ID, ...tenants.map(({ id }) => id)];
      for (const service of SERVICES) {
        const reader = look.databases.of(service);
        for (const table of await tenantTables(reader, service)) {
          const strangers = await reader.rows<{ tenantId: string }>(
            `${tenantsOf(table)} SELECT id AS "tenantId" FROM t WHERE id <> ALL ($1::uuid[])`,
            [known],
          );
          for (const { tenantId } of strangers) look.found('tenancy.unknown', { tenantId, table });
        }
      }
    },
  },
];

/** From one business to the next by the index, however many rows each has. */
function tenantsOf(table: string): string {
  return `
    WITH RECURSIVE t (id) AS (
      (SELECT tenant_id FROM ${table} ORDER BY tenant_id LIMIT 1)
      UNION ALL
      SELECT (SELECT tenant_id FROM ${table} WHERE tenant_id > t.id ORDER BY tenant_id LIMIT 1)
        FROM t WHERE t.id IS NOT NULL)`;
}

async function tenantTables(reader: Reader, schema: string): Promise<string[]> {
  const rows = await reader.rows<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
       FROM pg_attribute a
       JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND a.attname = 'tenant_id' ORDER BY 1`,
    [schema],
  );
  return rows.map(({ name }) => name);
}
