import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'billing';
const side = (name: string): string => `
        ${name}_messages bigint NOT NULL DEFAULT 0,
        ${name}_segments bigint NOT NULL DEFAULT 0,`;

/** Days of businesses, with what was found when ledger, messages and Twilio's records were compared. */
export class CreateTieOut1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'tie_out',
      tenantMay: ['SELECT'],
      columns: `
        date date NOT NULL,
        run uuid NOT NULL,
        state text NOT NULL DEFAULT 'running'
          CHECK (state IN ('running', 'tied', 'mismatched', 'failed')),
        pages integer,
        seen integer[] NOT NULL DEFAULT '{}',
        as_of timestamptz,
        compare_at timestamptz,${side('ledger')}${side('messaging')}${side('twilio')}
        mismatches bigint NOT NULL DEFAULT 0,
        open bigint NOT NULL DEFAULT 0,
        failure text,
        begun_at timestamptz NOT NULL DEFAULT now(),
        ran_at timestamptz,
        PRIMARY KEY (tenant_id, date),
        CHECK ((state = 'running') = (ran_at IS NULL)),
        CHECK ((state = 'failed') = (failure IS NOT NULL)),
        CHECK ((state = 'mismatched') = (mismatches > 0))`,
    });
    await runner.query(
      `CREATE INDEX tie_out_complete ON billing.tie_out (compare_at) WHERE state = 'running'`,
    );
    await runner.query(
      `CREATE INDEX tie_out_alarming ON billing.tie_out (date) WHERE state IN ('mismatched', 'failed')`,
    );
    // What messaging and Twilio have of a day, until it's compared.
    await createTenantTable(runner, {
      service,
      table: 'tie_out_record',
      tenantMay: [],
      columns: `
        date date NOT NULL,
        place bigint GENERATED ALWAYS AS IDENTITY,
        message_id uuid,
        provider_message_id text,
        direction text NOT NULL,
        status text,
        provider_status text,
        segments bigint,
        provider_segments bigint,
        standing text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, date, place)`,
    });
    await runner.query(
      `CREATE INDEX tie_out_record_by_message ON billing.tie_out_record (tenant_id, date, message_id)`,
    );
    await createTenantTable(runner, {
      service,
      table: 'tie_out_finding',
      tenantMay: ['SELECT'],
      columns: `
        date date NOT NULL,
        place bigint GENERATED ALWAYS AS IDENTITY,
        kind text NOT NULL CHECK (kind IN ('open', 'missing_charge', 'double_charge', 'wrong_count',
          'orphan_hold', 'charged_but_failed', 'unknown_at_twilio', 'unknown_to_us')),
        message_id uuid,
        provider_message_id text,
        direction text NOT NULL,
        status text,
        provider_status text,
        hold_state text,
        posted_segments bigint,
        ledger_segments bigint,
        messaging_segments bigint,
        twilio_segments bigint,
        at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, date, place),
        FOREIGN KEY (tenant_id, date) REFERENCES billing.tie_out`,
    });
    // Holds are made in the order of time: a summary of each range finds a day's, and costs a hold nothing.
    await runner.query(
      `CREATE INDEX hold_by_day ON billing.hold USING brin (created_at)
         WITH (pages_per_range = 32, autosummarize = on)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX billing.hold_by_day`);
    await runner.query(
      `DROP TABLE billing.tie_out_finding, billing.tie_out_record, billing.tie_out`,
    );
  }
}
