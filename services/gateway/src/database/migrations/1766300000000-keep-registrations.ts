import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'gateway';
const KINDS = ['message', 'mention', 'transfer', 'transfer_away', 'resolved', 'failed_text'];
const NEW_KINDS = ['resubmitted', 'needs_otp', 'approved', 'rejected', 'suspended'].map(
  (what) => `registration_${what}`,
);

const MONEY_KINDS = ['balance_low', 'recharge_failed'];

/** How a business's registration stands, and that its owners hear of it and of its money. */
export class KeepRegistrations1766300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'registration_copy',
      columns: `
        path text,
        state text NOT NULL,
        submitted boolean NOT NULL,
        approved boolean NOT NULL,
        changed_at timestamptz NOT NULL,
        version bigint NOT NULL,
        PRIMARY KEY (tenant_id)`,
      tenantMay: ['SELECT'],
    });
    await allow(runner, [...KINDS, ...NEW_KINDS, ...MONEY_KINDS]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM gateway.user_notification WHERE kind <> ALL ($1)`, [KINDS]);
    await allow(runner, KINDS);
    await runner.query(`DROP TABLE gateway.registration_copy`);
  }
}

async function allow(runner: QueryRunner, kinds: readonly string[]): Promise<void> {
  const listed = kinds.map((kind) => `'${kind}'`).join(', ');
  await runner.query(
    `ALTER TABLE gateway.user_notification DROP CONSTRAINT user_notification_kind_check,
       ADD CONSTRAINT user_notification_kind_check CHECK (kind IN (${listed}))`,
  );
}
