import { createTenantTable } from '@fieldline/database';
import { letRedactLetters } from '@fieldline/events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'gateway';

/** Who did what, and how long a business keeps what people wrote. */
export class CreateAudit1765400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'audit',
      // Append-only for everybody: what was done stays done.
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'INSERT'],
      // Compared byte by byte: then all actions of a kind lie next to each other.
      columns: `
        id uuid NOT NULL,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        action text COLLATE "C" NOT NULL,
        subject_kind text NOT NULL,
        subject_id text NOT NULL,
        detail jsonb NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, id)`,
    });
    for (const [name, column] of INDEXES)
      await runner.query(
        `CREATE INDEX audit_${name} ON gateway.audit (tenant_id, ${column}at DESC, id DESC)`,
      );
    await runner.query(
      `ALTER TABLE gateway.tenant ADD COLUMN message_days integer CHECK (message_days > 0)`,
    );
    await letRedactLetters(runner, service);
  }

  async down(): Promise<void> {
    throw new Error('what was done is not forgotten');
  }
}

const INDEXES = [
  ['newest', ''],
  ['of_actor', 'actor, '],
  ['of_action', 'action, '],
  ['of_subject', 'subject_id, '],
] as const;
