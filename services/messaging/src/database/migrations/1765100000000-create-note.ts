import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'messaging';

/** What colleagues write to each other in a thread. Nothing of texts refers to it. */
export class CreateNote1765100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'note',
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'UPDATE'],
      columns: `
        id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        body text NOT NULL,
        author text NOT NULL,
        mentions uuid[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, conversation_id) REFERENCES messaging.conversation`,
    });
    await runner.query(
      `CREATE INDEX note_thread ON messaging.note (tenant_id, conversation_id, created_at DESC, id DESC)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE messaging.note`);
  }
}
