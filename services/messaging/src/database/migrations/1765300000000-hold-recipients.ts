import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A number whose owner seems to want no more texts is on hold until somebody decides. */
export class HoldRecipients1765300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE messaging.recipient
         ADD COLUMN held_at timestamptz,
         ADD COLUMN held_by uuid,
         ADD COLUMN held_rule text,
         ADD COLUMN hold_sequence bigint NOT NULL DEFAULT 0,
         ADD CHECK (num_nulls(held_at, held_by, held_rule) IN (0, 3))`,
    );
    await createTenantTable(runner, {
      service: 'messaging',
      table: 'consent_hold_copy',
      columns: `
        hold_id uuid NOT NULL,
        recipient_id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'released', 'confirmed', 'superseded')),
        version bigint NOT NULL,
        PRIMARY KEY (tenant_id, hold_id)`,
    });
  }

  async down(): Promise<void> {
    throw new Error('a hold is not forgotten');
  }
}
