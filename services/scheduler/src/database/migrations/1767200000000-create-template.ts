import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'scheduler';

/** What jobs of a type are reminded with. */
export class CreateTemplate1767200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'template',
      workerMay: ['SELECT'],
      columns: `
        job_type text NOT NULL,
        body text NOT NULL CHECK (body <> ''),
        version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, job_type),
        FOREIGN KEY (tenant_id, job_type) REFERENCES scheduler.job_type`,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE scheduler.template`);
  }
}
