import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pleas for no more texts in other words than a keyword, and what was decided about them. */
export class CreateConsentHold1765300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service: 'compliance',
      table: 'consent_hold',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        id uuid NOT NULL,
        recipient_id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        message_id uuid NOT NULL,
        intent text NOT NULL CHECK (intent IN ('revocation', 'wrong_number')),
        rule text NOT NULL,
        hold_sequence bigint NOT NULL CHECK (hold_sequence > 0),
        state text NOT NULL CHECK (state IN ('open', 'released', 'confirmed', 'superseded')),
        decided_by text,
        reason text,
        opened_at timestamptz NOT NULL,
        decided_at timestamptz,
        version bigint NOT NULL CHECK (version > 0),
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, recipient_id, hold_sequence),
        FOREIGN KEY (tenant_id, recipient_id) REFERENCES compliance.consent,
        CHECK (num_nulls(decided_by, decided_at) = CASE WHEN state = 'open' THEN 2 ELSE 0 END)`,
    });
    // Of one number there is one to decide.
    await runner.query(
      `CREATE UNIQUE INDEX consent_hold_open
         ON compliance.consent_hold (tenant_id, recipient_id) WHERE state = 'open'`,
    );
    await runner.query(
      `CREATE INDEX consent_hold_latest
         ON compliance.consent_hold (tenant_id, opened_at DESC, id DESC)`,
    );
    await runner.query(
      `CREATE INDEX consent_hold_of_state
         ON compliance.consent_hold (tenant_id, state, opened_at DESC, id DESC)`,
    );
    await runner.query(
      `CREATE INDEX consent_hold_of_thread ON compliance.consent_hold (tenant_id, conversation_id)`,
    );
    for (const sql of HISTORY) await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('proof of consent is not taken away');
  }
}

/** A hold and its release are part of the history. No column is new: its rows read as they did when they were sealed. */
const HISTORY = [
  `ALTER TABLE compliance.consent_event
     DROP CONSTRAINT consent_event_action_check,
     DROP CONSTRAINT consent_event_origin_check,
     DROP CONSTRAINT consent_event_check`,
  `ALTER TABLE compliance.consent_event
     ADD CONSTRAINT consent_event_action_check CHECK (action IN ('opt_in', 'opt_out', 'hold', 'release')),
     ADD CONSTRAINT consent_event_origin_check CHECK (origin IN ('staff', 'keyword', 'provider', 'intent')),
     ADD CONSTRAINT consent_event_proof_check
       CHECK (action <> 'opt_in' OR (basis IS NOT NULL AND proof IS NOT NULL)),
     ADD CONSTRAINT consent_event_hold_check CHECK ((action = 'hold') = (origin = 'intent'))`,
];
