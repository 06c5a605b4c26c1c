import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'messaging';

/** A visit may become another customer's before a text about it leaves; and whose a number is may be the sender's word. */
export class FollowVisits1766620000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'job_copy',
      columns: `
        job_id uuid NOT NULL,
        contact_id uuid NOT NULL,
        version bigint NOT NULL,
        PRIMARY KEY (tenant_id, job_id)`,
      tenantMay: ['SELECT'],
    });
    await runner.query(
      `ALTER TABLE messaging.message
         ADD COLUMN job_version bigint,
         ADD COLUMN context_confirmed boolean NOT NULL DEFAULT false`,
    );
  }

  async down(): Promise<void> {
    throw new Error('whom a text may be about is not forgotten');
  }
}
