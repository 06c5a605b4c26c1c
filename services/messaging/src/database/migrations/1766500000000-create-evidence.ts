import { createTenantTable } from '@fieldline/database';
import { createSeals } from '@fieldline/seal';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'messaging';

/** What shows afterwards why a text was allowed to leave and what became of it: added to, sealed by the day. */
export class CreateEvidence1766500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // It goes with the body: a hash of the words alone would let anybody guess them after that.
    await runner.query(
      `ALTER TABLE messaging.message ADD COLUMN body_salt uuid DEFAULT gen_random_uuid()`,
    );
    for (const [table, columns] of Object.entries(TABLES))
      await createTenantTable(runner, { service, table, columns, ...ONLY_ADDED_TO });
    await createSeals(runner, service);
  }

  async down(): Promise<void> {
    throw new Error('evidence is not taken away');
  }
}

const ONLY_ADDED_TO = {
  tenantMay: ['SELECT', 'INSERT'],
  workerMay: ['SELECT', 'INSERT'],
} as const;

const TABLES = {
  decision: `
    id bigint GENERATED ALWAYS AS IDENTITY,
    message_id uuid NOT NULL,
    moment text NOT NULL CHECK (moment IN ('accepted', 'dispatching')),
    recipient_id uuid NOT NULL,
    contact_id uuid,
    employee_id uuid,
    sent_by text,
    outcome text NOT NULL CHECK (outcome IN ('allow', 'hold', 'deny')),
    code text,
    basis text,
    until timestamptz,
    reasons jsonb NOT NULL,
    rules_version text NOT NULL,
    facts jsonb NOT NULL,
    body_hash text,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, message_id, id),
    CHECK ((outcome = 'allow') = (basis IS NOT NULL)),
    CHECK ((outcome = 'allow') = (code IS NULL)),
    CHECK ((outcome = 'hold') = (until IS NOT NULL))`,

  // What Twilio said of a text, and its end, as it became known.
  progress: `
    id bigint GENERATED ALWAYS AS IDENTITY,
    message_id uuid NOT NULL,
    status text NOT NULL,
    attempt integer NOT NULL,
    provider_message_id text,
    provider_segments integer,
    error_code text,
    provider_code integer,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, message_id, id)`,
} as const;
