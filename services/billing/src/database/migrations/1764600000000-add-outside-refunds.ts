import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'billing';

/**
 * Each refund that was made at the provider is kept by its name there, so that ours and theirs are told
 * apart.
 */
export class AddOutsideRefunds1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'outside_refund',
      tenantMay: ['SELECT'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        purchase_id uuid NOT NULL,
        reference text NOT NULL,
        amount_micros bigint NOT NULL CHECK (amount_micros >= 0),
        has_failed boolean NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, purchase_id, reference),
        FOREIGN KEY (tenant_id, purchase_id) REFERENCES billing.purchase`,
    });
    await runner.query(
      `ALTER TABLE billing.refund ADD COLUMN taken_micros bigint NOT NULL DEFAULT 0
         CHECK (taken_micros >= 0)`,
    );
    await runner.query(
      `ALTER TABLE billing.purchase ADD COLUMN reclaims boolean NOT NULL DEFAULT false`,
    );
    await runner.query(
      `CREATE INDEX purchase_reclaiming ON billing.purchase (tenant_id, id) WHERE reclaims`,
    );
    await runner.query(
      `ALTER TABLE billing.buyer ADD COLUMN paused_by_operator boolean NOT NULL DEFAULT false`,
    );
  }

  async down(): Promise<void> {
    throw new Error('what went back is not taken away');
  }
}
