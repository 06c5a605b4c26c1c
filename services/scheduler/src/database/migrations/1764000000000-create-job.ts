import { createTenantTable } from '@fieldline/database';
import { createEventTables } from '@fieldline/events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICE = 'scheduler';

/** Jobs and their types, and what the scheduler knows of contacts. */
export class CreateJob1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, SERVICE);
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'contact_copy',
      tenantMay: ['SELECT'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        contact_id uuid NOT NULL,
        external_id text NOT NULL,
        name text NOT NULL,
        recipient_id uuid,
        version bigint NOT NULL CHECK (version > 0),
        PRIMARY KEY (tenant_id, contact_id),
        UNIQUE (tenant_id, external_id)`,
    });
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'job_type',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      workerMay: ['SELECT'],
      columns: `
        name text NOT NULL,
        title text NOT NULL,
        active boolean NOT NULL DEFAULT true,
        version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
        PRIMARY KEY (tenant_id, name)`,
    });
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'job',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      workerMay: ['SELECT'],
      columns: `
        id uuid NOT NULL,
        external_id text NOT NULL,
        contact_id uuid NOT NULL,
        job_type text NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz,
        time_zone text NOT NULL,
        technician_id text,
        class text,
        status text NOT NULL CHECK (status IN ('scheduled', 'canceled', 'completed')),
        address text,
        series text,
        source_version bigint CHECK (source_version >= 0),
        version bigint NOT NULL CHECK (version > 0),
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, external_id),
        FOREIGN KEY (tenant_id, job_type) REFERENCES scheduler.job_type,
        CHECK (ends_at >= starts_at)`,
    });
    await runner.query(`CREATE INDEX job_start ON scheduler.job (tenant_id, starts_at, id)`);
    await runner.query(
      `CREATE INDEX job_type_start ON scheduler.job (tenant_id, job_type, starts_at, id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'job',
      'job_type',
      'contact_copy',
      'dead_letter',
      'inbox',
      'outbox_lease',
      'outbox',
    ])
      await runner.query(`DROP TABLE scheduler.${table}`);
  }
}
