import { createTenantTable, roleNames } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { STATEMENT_FUNCTIONS } from '../functions/statements.js';

const service = 'billing';

/**
 * How an account stood before an entry: a sum of what came before need not go back to the beginning. It
 * says nothing that the entries don't, so it may be missing.
 */
export class CreateStandings1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'standing',
      tenantMay: ['SELECT'],
      workerMay: ['SELECT', 'INSERT'],
      columns: `
        before_entry bigint NOT NULL,
        available bigint NOT NULL CHECK (available >= 0),
        held bigint NOT NULL CHECK (held >= 0),
        debt bigint NOT NULL CHECK (debt >= 0),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, before_entry)`,
    });
    for (const sql of STATEMENT_FUNCTIONS) await runner.query(sql);
    const { tenant, worker } = roleNames(service);
    for (const table of ['entry', 'draw']) {
      const name = `billing.first_${table}_since`;
      await runner.query(`REVOKE ALL ON FUNCTION ${name} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${name} TO ${tenant}, ${worker}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP FUNCTION billing.first_entry_since, billing.first_draw_since; DROP TABLE billing.standing`,
    );
  }
}
