import { PLATFORM_ID } from '@fieldline/contracts';
import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'messaging';

/** A text goes when the carriers, the clock where it arrives and the platform's operator let it. */
export class FollowTheRules1766000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(TABLES))
      await createTenantTable(runner, { service, table, columns, tenantMay: ['SELECT'] });
    for (const sql of CHANGES) await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('what keeps texts from going is not forgotten');
  }
}

const TABLES = {
  // How far a business's registration with the carriers has come.
  registration_gate: `
    submitted boolean NOT NULL,
    approved boolean NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id)`,

  quiet_hours_copy: `
    opens text NOT NULL,
    closes text NOT NULL,
    sunday jsonb,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id)`,

  sending_pause: `
    paused boolean NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id)`,
} as const;

const CHANGES = [
  // The platform's own pause is everybody's: each business may see it.
  `CREATE POLICY everybody ON messaging.sending_pause FOR SELECT TO messaging_tenant
     USING (tenant_id = '${PLATFORM_ID}' OR tenant_id::text = current_setting('app.tenant_id', true))`,

  `ALTER TABLE messaging.tenant_copy
     ADD COLUMN state text NOT NULL DEFAULT 'active',
     ADD COLUMN introduce_first_text boolean NOT NULL DEFAULT true,
     ADD COLUMN resumed_at timestamptz`,
  `CREATE INDEX tenant_copy_halted ON messaging.tenant_copy (tenant_id)
     WHERE state IN ('suspended', 'closed')`,

  `ALTER TABLE messaging.message
     ADD COLUMN text_class text CHECK (text_class IN ('conversational', 'informational', 'promotional')),
     ADD COLUMN automatic boolean NOT NULL DEFAULT false,
     ADD COLUMN quiet_hours_confirmed boolean NOT NULL DEFAULT false,
     ADD COLUMN job_time_zone text,
     ADD COLUMN window_opens_at timestamptz`,
  `ALTER TABLE messaging.recipient ADD COLUMN restarted_at timestamptz`,

  `DROP INDEX messaging.message_ready`,
  `CREATE INDEX message_ready ON messaging.message (tenant_id, number_id, next_attempt_at, id)
     WHERE status IN ('reserved', 'scheduled', 'waiting_window')`,
];
