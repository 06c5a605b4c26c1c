import { createTenantTable } from '@fieldline/database';
import type { QueryRunner } from 'typeorm';
import { SEALED_TABLES } from './sealed-tables.js';

/**
 * Makes a service's `seal` table, to which nobody but the worker adds and which nobody changes, and lets
 * a day's rows be found without reading the others: what is only added to lies in the order of its time.
 */
export async function createSeals(runner: QueryRunner, service: string): Promise<void> {
  await createTenantTable(runner, {
    service,
    table: 'seal',
    tenantMay: ['SELECT'],
    workerMay: ['SELECT', 'INSERT'],
    columns: `
      table_name text NOT NULL,
      day date NOT NULL,
      format text NOT NULL,
      row_count bigint NOT NULL CHECK (row_count > 0),
      digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
      previous_root text NOT NULL CHECK (previous_root ~ '^[0-9a-f]{64}$'),
      root text NOT NULL CHECK (root ~ '^[0-9a-f]{64}$'),
      sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (tenant_id, table_name, day)`,
  });
  await runner.query(`CREATE INDEX seal_by_day ON ${service}.seal (table_name, day)`);
  for (const { table, at } of SEALED_TABLES.filter((each) => each.service === service)) {
    // The moment of writing, not that of the transaction's begin: see ClosedDays.
    await runner.query(
      `ALTER TABLE ${service}.${table} ALTER COLUMN ${at} SET DEFAULT clock_timestamp()`,
    );
    await runner.query(
      `CREATE INDEX ${table}_by_time ON ${service}.${table} USING brin (${at}) WITH (autosummarize = on)`,
    );
  }
}
