import type { QueryRunner } from 'typeorm';
import { roleNames } from './provision.js';

type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
const ALL: readonly Privilege[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

export interface TenantTable {
  /** The service, which is also its schema. */
  readonly service: string;
  readonly table: string;
  /** Columns and constraints, without tenant_id; keys start with tenant_id. */
  readonly columns: string;
  /** What HTTP requests may do with their own tenant's rows. */
  readonly tenantMay?: readonly Privilege[];
  readonly workerMay?: readonly Privilege[];
}

/** Creates a table whose rows belong to tenants, with row-level security from its first moment. */
export async function createTenantTable(runner: QueryRunner, table: TenantTable): Promise<void> {
  await runner.query(
    `CREATE TABLE ${table.service}.${table.table} (tenant_id uuid NOT NULL, ${table.columns})`,
  );
  await protectTenantTable(runner, table);
}

/** Row-level security with FORCE: the tenant role sees its own rows, the worker role those it is granted. */
export async function protectTenantTable(
  runner: QueryRunner,
  { service, table, tenantMay = ALL, workerMay = ALL }: Omit<TenantTable, 'columns'>,
): Promise<void> {
  const name = `${service}.${table}`;
  const { tenant, worker } = roleNames(service);
  const own = `tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`;
  await runner.query(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`);
  await runner.query(`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
  await runner.query(
    `CREATE POLICY tenant ON ${name} TO ${tenant} USING (${own}) WITH CHECK (${own})`,
  );
  await runner.query(`CREATE POLICY worker ON ${name} TO ${worker} USING (true) WITH CHECK (true)`);
  if (tenantMay.length > 0)
    await runner.query(`GRANT ${tenantMay.join(', ')} ON ${name} TO ${tenant}`);
  if (workerMay.length > 0)
    await runner.query(`GRANT ${workerMay.join(', ')} ON ${name} TO ${worker}`);
}
