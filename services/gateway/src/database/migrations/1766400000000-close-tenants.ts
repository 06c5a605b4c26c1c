import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'gateway';

/** Businesses are suspended and closed, sending is paused, and the rules are acknowledged. */
export class CloseTenants1766400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE gateway.tenant
        DROP CONSTRAINT tenant_state_check,
        DROP CONSTRAINT tenant_check,
        ADD CONSTRAINT tenant_state_check
          CHECK (state IN ('created', 'active', 'suspended', 'closing', 'closed')),
        ADD CONSTRAINT tenant_number_check
          CHECK (state IN ('created', 'closed') OR phone_number IS NOT NULL),
        ADD COLUMN number_matched text,
        ADD COLUMN state_reason text,
        ADD COLUMN closes_at timestamptz(3),
        ADD COLUMN release_after timestamptz,
        ADD COLUMN released_at timestamptz,
        ADD COLUMN introduce_first_text boolean NOT NULL DEFAULT true,
        ADD COLUMN first_text_at timestamptz(3),
        ADD CONSTRAINT tenant_closing_check
          CHECK (state NOT IN ('closing', 'closed') OR closes_at IS NOT NULL)`);
    await runner.query(
      `CREATE INDEX tenant_closing ON gateway.tenant (closes_at)
         WHERE closes_at IS NOT NULL AND released_at IS NULL`,
    );
    await createTenantTable(runner, {
      service,
      table: 'sending_pause',
      tenantMay: ['SELECT'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        paused boolean NOT NULL,
        reason text,
        changed_by text NOT NULL,
        changed_at timestamptz(3) NOT NULL DEFAULT now(),
        version bigint NOT NULL CHECK (version > 0),
        PRIMARY KEY (tenant_id),
        CHECK (NOT paused OR reason IS NOT NULL)`,
    });
    await createTenantTable(runner, {
      service,
      table: 'acknowledgement',
      // Append-only for everybody: who has read what stays known.
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'INSERT'],
      columns: `
        user_id uuid NOT NULL,
        version text NOT NULL,
        acknowledged_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, user_id, version),
        FOREIGN KEY (tenant_id, user_id) REFERENCES gateway.account_user`,
    });
  }

  async down(): Promise<void> {
    throw new Error('a closed business is not opened again');
  }
}
