import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'messaging';

/** Days whose messages are held against Twilio's records, and how far each has come. */
export class CreateTieOut1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'tie_out',
      // Requests ask for one; workers alone carry it out.
      tenantMay: ['SELECT', 'INSERT'],
      columns: `
        id uuid NOT NULL,
        date date NOT NULL,
        account_sid text NOT NULL,
        -- Null: it was due.
        requested_by text,
        state text NOT NULL DEFAULT 'listing' CHECK (state IN
          ('listing', 'asking', 'publishing', 'done', 'failed')),
        -- Raised by whoever works at it: who was overtaken writes nothing any more.
        turn integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        failures integer NOT NULL DEFAULT 0,
        next_page_url text,
        listed integer NOT NULL DEFAULT 0,
        as_of timestamptz,
        pages integer,
        published integer NOT NULL DEFAULT 0,
        last_position bigint NOT NULL DEFAULT 0,
        failure text,
        begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        ended_at timestamptz,
        PRIMARY KEY (tenant_id, id),
        CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
        CHECK ((state = 'failed') = (failure IS NOT NULL))`,
    });
    await runner.query(
      `CREATE UNIQUE INDEX tie_out_due_once ON messaging.tie_out (tenant_id, date)
         WHERE requested_by IS NULL AND state <> 'failed'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX tie_out_under_way_once ON messaging.tie_out (tenant_id, date)
         WHERE state NOT IN ('done', 'failed')`,
    );
    await runner.query(
      `CREATE INDEX tie_out_under_way ON messaging.tie_out (due_at)
         WHERE state NOT IN ('done', 'failed')`,
    );
    await createTenantTable(runner, {
      service,
      table: 'tie_out_line',
      tenantMay: [],
      columns: `
        run uuid NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        message_id uuid,
        provider_message_id text,
        direction text NOT NULL,
        status text,
        segments integer,
        provider_status text,
        provider_segments integer,
        standing text NOT NULL DEFAULT 'due',
        -- Twilio was asked about it by its id.
        is_asked boolean NOT NULL DEFAULT false,
        at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, run, position),
        CONSTRAINT tie_out_line_once UNIQUE (tenant_id, run, provider_message_id),
        FOREIGN KEY (tenant_id, run) REFERENCES messaging.tie_out`,
    });
    await createTenantTable(runner, {
      service,
      table: 'tie_out_open',
      tenantMay: [],
      columns: `
        message_id uuid NOT NULL,
        -- The day that it was compared with: that day, begun anew, compares it again.
        ended_with date,
        PRIMARY KEY (tenant_id, message_id)`,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE messaging.tie_out_open, messaging.tie_out_line, messaging.tie_out`,
    );
  }
}
