import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'messaging';

export class CreateEmployee1765200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(TABLES))
      await createTenantTable(runner, { service, table, columns });
    for (const sql of CHANGES) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.message DROP COLUMN employee_id`);
    await runner.query(`DROP TABLE messaging.email, messaging.smtp, messaging.employee`);
  }
}

const TABLES = {
  employee: `
    id uuid NOT NULL,
    external_id text NOT NULL,
    name text NOT NULL,
    email text,
    sms_number text,
    recipient_id uuid,
    -- Ten digits, and whose gateway turns an e-mail to them into a text.
    text_number text CHECK (text_number ~ '^[0-9]{10}$'),
    text_carrier text,
    source_version bigint,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, external_id),
    FOREIGN KEY (tenant_id, recipient_id) REFERENCES messaging.recipient,
    CHECK ((sms_number IS NULL) = (recipient_id IS NULL)),
    CHECK ((text_number IS NULL) = (text_carrier IS NULL))`,

  smtp: `
    host text NOT NULL,
    port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
    secure boolean NOT NULL,
    username text,
    -- Sealed, with the id of the key that opens it.
    password bytea,
    key_id text,
    from_address text NOT NULL,
    verified_at timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id),
    CHECK ((password IS NULL) = (key_id IS NULL)),
    CHECK ((username IS NULL) = (password IS NULL))`,

  email: `
    id uuid NOT NULL,
    employee_id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    job_id uuid,
    carrier text NOT NULL,
    to_address text NOT NULL,
    -- Forgotten once it is over.
    body text,
    state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    -- Who is sending it has until then; after that nobody can say whether it went.
    sending_until timestamptz,
    error_code text,
    smtp_code integer,
    error_at timestamptz,
    sent_by text NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, employee_id) REFERENCES messaging.employee,
    FOREIGN KEY (tenant_id, recipient_id) REFERENCES messaging.recipient,
    CHECK ((state = 'sending') = (sending_until IS NOT NULL)),
    CHECK ((state IN ('sent', 'failed', 'unknown')) = (ended_at IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (body IS NOT NULL)),
    CHECK ((error_code IS NULL) = (error_at IS NULL)),
    CHECK (state NOT IN ('failed', 'unknown') OR error_code IS NOT NULL)`,
} as const;

const CHANGES = [
  `ALTER TABLE messaging.message ADD COLUMN employee_id uuid`,
  `CREATE INDEX employee_by_recipient ON messaging.employee (tenant_id, recipient_id)`,
  `CREATE INDEX email_of_employee ON messaging.email (tenant_id, employee_id, created_at DESC, id DESC)`,
  `CREATE INDEX email_latest ON messaging.email (tenant_id, created_at DESC, id DESC)`,
  `CREATE INDEX email_waiting ON messaging.email (tenant_id) WHERE state IN ('queued', 'sending')`,
  // What waits for its turn, and what somebody may have died with.
  `CREATE INDEX email_due ON messaging.email (next_attempt_at) WHERE state = 'queued'`,
  `CREATE INDEX email_sending ON messaging.email (sending_until) WHERE state = 'sending'`,
];
