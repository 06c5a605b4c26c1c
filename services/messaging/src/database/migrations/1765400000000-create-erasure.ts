import { createTenantTable } from '@fieldline/database';
import { letRedactLetters } from '@fieldline/events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'messaging';

/** What people wrote can be taken away: after a time, or because a person has a right to it. */
export class CreateErasure1765400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of REDACTIONS) await runner.query(sql);
    for (const [table, columns] of Object.entries(TABLES))
      await createTenantTable(runner, { service, table, columns });
    for (const sql of INDEXES) await runner.query(sql);
    await letRedactLetters(runner, service);
  }

  async down(): Promise<void> {
    throw new Error('what was erased does not come back');
  }
}

const REDACTED = `
  ADD COLUMN redacted_at timestamptz,
  ADD COLUMN redacted_why text CHECK (redacted_why IN ('retention', 'erasure')),
  ADD CHECK ((redacted_at IS NULL) = (redacted_why IS NULL)),
  ADD CHECK (redacted_at IS NULL OR body = '')`;

const REDACTIONS = [
  `ALTER TABLE messaging.message ${REDACTED}`,
  `ALTER TABLE messaging.note ${REDACTED}`,
  `ALTER TABLE messaging.contact ADD COLUMN erased_at timestamptz,
     ADD CHECK (erased_at IS NULL OR sms_number IS NULL)`,
  // A number stays, since a STOP must: nobody could honour what nobody remembers.
  `ALTER TABLE messaging.recipient ADD COLUMN erased_at timestamptz`,
];

const TABLES = {
  erasure: `
    id uuid NOT NULL,
    state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done')),
    reason text NOT NULL,
    requested_by text NOT NULL,
    contact_ids uuid[] NOT NULL,
    recipient_ids uuid[] NOT NULL,
    conversation_ids uuid[] NOT NULL,
    messages integer NOT NULL DEFAULT 0,
    notes integer NOT NULL DEFAULT 0,
    waiting integer NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 1,
    requested_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at timestamptz(3),
    PRIMARY KEY (tenant_id, id),
    CHECK ((state = 'done') = (done_at IS NOT NULL))`,

  // How far a business's old messages and notes have been redacted.
  retention: `
    message_days integer CHECK (message_days > 0),
    version bigint NOT NULL,
    messages_at timestamptz NOT NULL DEFAULT '-infinity',
    messages_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    notes_at timestamptz NOT NULL DEFAULT '-infinity',
    notes_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id)`,

  // Old messages that were still on their way when their turn came.
  retention_late: `
    message_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, message_id)`,
} as const;

const INDEXES = [
  `CREATE INDEX erasure_newest ON messaging.erasure (tenant_id, requested_at DESC, id DESC)`,
  `CREATE INDEX erasure_due ON messaging.erasure (due_at) WHERE state = 'running'`,
  `CREATE INDEX retention_due ON messaging.retention (due_at) WHERE message_days IS NOT NULL`,
  `CREATE INDEX note_latest ON messaging.note (tenant_id, created_at, id)`,
  // What is asked for by sender, visit or failure. Those that few texts are in cost the others nothing.
  `CREATE INDEX message_failed ON messaging.message (tenant_id, created_at DESC, id DESC)
     WHERE error_code IS NOT NULL`,
  `CREATE INDEX message_of_job ON messaging.message (tenant_id, job_id, created_at DESC, id DESC)
     WHERE job_id IS NOT NULL`,
  `CREATE INDEX message_of_user ON messaging.message (tenant_id, sent_by, created_at DESC, id DESC)
     WHERE sent_by LIKE 'user:%'`,
];
