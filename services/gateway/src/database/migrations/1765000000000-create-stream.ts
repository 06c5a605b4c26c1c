import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'gateway';

/** What open consoles are told, numbered for each business without a gap, and who looks at which thread. */
export class CreateStream1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'stream_head',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        sequence bigint NOT NULL CHECK (sequence >= 0),
        PRIMARY KEY (tenant_id)`,
    });
    // Room on the page for the next version of a row: it changes with each event.
    await runner.query(`ALTER TABLE gateway.stream_head SET (fillfactor = 50)`);
    await createTenantTable(runner, {
      service,
      table: 'stream_event',
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'INSERT', 'DELETE'],
      columns: `
        sequence bigint NOT NULL CHECK (sequence > 0),
        user_id uuid,
        type text NOT NULL,
        payload jsonb NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, sequence)`,
    });
    await createTenantTable(runner, {
      service,
      table: 'viewing',
      workerMay: ['SELECT', 'DELETE'],
      columns: `
        conversation_id uuid NOT NULL,
        user_id uuid NOT NULL,
        until timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, conversation_id, user_id)`,
    });
    await runner.query(`CREATE INDEX viewing_lapsed ON gateway.viewing (until)`);
  }

  async down(): Promise<void> {
    throw new Error('a sequence that consoles know is not begun again');
  }
}
