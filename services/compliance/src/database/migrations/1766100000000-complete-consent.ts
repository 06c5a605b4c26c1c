import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When consent ends, whether it is in writing, and when a business's texts may go. */
export class CompleteConsent1766100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE compliance.consent_event
         ADD COLUMN written boolean NOT NULL DEFAULT false,
         ADD COLUMN expires_at timestamptz,
         ADD CONSTRAINT consent_event_written_check CHECK (NOT written OR basis = 'express'),
         ADD CONSTRAINT consent_event_expiry_check CHECK (expires_at IS NULL OR basis = 'implied')`,
    );
    await runner.query(
      `ALTER TABLE compliance.consent
         ADD COLUMN written boolean NOT NULL DEFAULT false,
         ADD COLUMN expires_at timestamptz,
         ADD COLUMN event_id uuid,
         ADD COLUMN obtained_at timestamptz,
         ADD CONSTRAINT consent_expiry_check CHECK (expires_at IS NULL OR basis = 'implied')`,
    );
    await runner.query(
      `CREATE INDEX consent_ending ON compliance.consent (tenant_id, expires_at, subject_id)
        WHERE expires_at IS NOT NULL`,
    );
    await createTenantTable(runner, {
      service: 'compliance',
      table: 'quiet_hours',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      // Rows are locked while they are said again.
      workerMay: ['SELECT', 'UPDATE'],
      columns: `
        preset text,
        starts text NOT NULL,
        ends text NOT NULL,
        sunday jsonb,
        version bigint NOT NULL CHECK (version > 0),
        PRIMARY KEY (tenant_id),
        CHECK (starts < ends)`,
    });
  }

  async down(): Promise<void> {
    throw new Error('proof of consent is not taken away');
  }
}
