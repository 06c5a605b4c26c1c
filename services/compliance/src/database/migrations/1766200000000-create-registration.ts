import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICE = 'compliance';
const STATES = `'not_started', 'needs_tax_number', 'needs_form', 'submitting', 'in_review', 'needs_otp', 'rejected', 'approved', 'suspended'`;

/** Registrations with the carriers: what Twilio has of each, and never what it was told of the business. */
export class CreateRegistration1766200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'registration',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      workerMay: ['SELECT', 'UPDATE'],
      // The lease is whoever's who works at it; due_at is when somebody has to, null while nobody does.
      columns: `
        path text NOT NULL CHECK (path IN ('us', 'ca', 'sole_proprietor')),
        state text NOT NULL CHECK (state IN (${STATES})),
        approved boolean NOT NULL DEFAULT false,
        account_sid text NOT NULL,
        campaign jsonb NOT NULL,
        reasons jsonb NOT NULL DEFAULT '[]',
        submitted_at timestamptz,
        changed_at timestamptz NOT NULL,
        version bigint NOT NULL CHECK (version > 0),
        due_at timestamptz,
        failures int NOT NULL DEFAULT 0 CHECK (failures >= 0),
        lease_token uuid,
        lease_until timestamptz,
        PRIMARY KEY (tenant_id),
        CHECK (num_nulls(lease_token, lease_until) <> 1)`,
    });
    await runner.query(
      `CREATE INDEX registration_due ON compliance.registration (due_at)
        WHERE due_at IS NOT NULL OR lease_token IS NOT NULL`,
    );
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'registration_step',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        name text NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'in_review', 'done', 'failed')),
        sid text,
        superseded text,
        reasons jsonb NOT NULL DEFAULT '[]',
        at timestamptz,
        PRIMARY KEY (tenant_id, name),
        FOREIGN KEY (tenant_id) REFERENCES compliance.registration`,
    });
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'number_copy',
      // A form that begins shares the row, so that the business isn't closed meanwhile.
      tenantMay: ['SELECT', 'UPDATE'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        number_id uuid NOT NULL,
        account_sid text NOT NULL,
        provider_sid text NOT NULL,
        version bigint NOT NULL,
        registration text CHECK (registration IN ('pending', 'successful', 'failed', 'ended')),
        registration_code int,
        registration_at timestamptz,
        closed_at timestamptz,
        PRIMARY KEY (tenant_id, number_id),
        CHECK (num_nulls(registration, registration_at) <> 1)`,
    });
    // One row, the platform's: when Twilio may be asked next.
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'registration_pace',
      tenantMay: [],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `next_at timestamptz NOT NULL, PRIMARY KEY (tenant_id)`,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['registration_pace', 'number_copy', 'registration_step', 'registration'])
      await runner.query(`DROP TABLE compliance.${table}`);
  }
}
