import { createTenantTable } from '@fieldline/database';
import { createEventTables } from '@fieldline/events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICE = 'compliance';

/** What consent is now, and everything that ever made it so. */
export class CreateConsent1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, SERVICE);
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'consent',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      // Version 0 is a row that was made only to be locked: nothing is known of its subject yet.
      columns: `
        subject_id uuid NOT NULL,
        subject_kind text NOT NULL CHECK (subject_kind IN ('contact', 'recipient')),
        state text CHECK (state IN ('opted_in', 'opted_out')),
        origin text CHECK (origin IN ('staff', 'keyword', 'provider')),
        basis text CHECK (basis IN ('express', 'implied')),
        source text,
        bound_recipient_id uuid,
        keyword_sequence bigint NOT NULL DEFAULT 0 CHECK (keyword_sequence >= 0),
        version bigint NOT NULL DEFAULT 0 CHECK (version >= 0),
        changed_at timestamptz,
        PRIMARY KEY (tenant_id, subject_id),
        CHECK (num_nulls(state, origin, source, changed_at) = CASE WHEN version = 0 THEN 4 ELSE 0 END),
        CHECK (state = 'opted_in' OR basis IS NULL),
        CHECK (subject_kind = 'contact' OR bound_recipient_id IS NULL),
        CHECK (subject_kind = 'recipient' OR keyword_sequence = 0)`,
    });
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'consent_event',
      // Append-only for everybody: proof is added to, never corrected.
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'INSERT'],
      columns: `
        id uuid NOT NULL,
        sequence bigint GENERATED ALWAYS AS IDENTITY,
        subject_id uuid NOT NULL,
        subject_kind text NOT NULL CHECK (subject_kind IN ('contact', 'recipient')),
        action text NOT NULL CHECK (action IN ('opt_in', 'opt_out')),
        origin text NOT NULL CHECK (origin IN ('staff', 'keyword', 'provider')),
        basis text CHECK (basis IN ('express', 'implied')),
        source text NOT NULL,
        proof text,
        wording text,
        implied_reason text CHECK (implied_reason IN ('purchase', 'inquiry')),
        bound_recipient_id uuid,
        message_id uuid,
        keyword_sequence bigint CHECK (keyword_sequence > 0),
        obtained_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        recorded_by text NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, message_id, action),
        FOREIGN KEY (tenant_id, subject_id) REFERENCES compliance.consent,
        CHECK (action = 'opt_out' OR (basis IS NOT NULL AND proof IS NOT NULL)),
        CHECK ((basis IS NOT DISTINCT FROM 'implied') = (implied_reason IS NOT NULL)),
        CHECK ((origin = 'staff') = (message_id IS NULL))`,
    });
    await runner.query(
      `CREATE INDEX consent_event_history
         ON compliance.consent_event (tenant_id, subject_id, sequence DESC)`,
    );
  }

  async down(): Promise<void> {
    throw new Error('proof of consent is not taken away');
  }
}
