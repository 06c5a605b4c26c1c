import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may be reminded, as compliance says. */
export class CopyConsent1766100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service: 'scheduler',
      table: 'consent_copy',
      tenantMay: ['SELECT'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        subject_id uuid NOT NULL,
        subject_kind text NOT NULL CHECK (subject_kind IN ('contact', 'recipient')),
        state text NOT NULL CHECK (state IN ('opted_in', 'opted_out')),
        origin text NOT NULL CHECK (origin IN ('staff', 'keyword', 'provider')),
        basis text CHECK (basis IN ('express', 'implied')),
        written boolean NOT NULL,
        expires_at timestamptz,
        bound_recipient_id uuid,
        event_id uuid,
        changed_at timestamptz NOT NULL,
        version bigint NOT NULL CHECK (version > 0),
        PRIMARY KEY (tenant_id, subject_id)`,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scheduler.consent_copy');
  }
}
