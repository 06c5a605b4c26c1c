import { createTenantTable, roleNames } from '@fieldline/database';
import { createEventTables } from '@fieldline/events';
import { ACCOUNT_FUNCTIONS } from '../functions/accounts.js';
import { CREDIT_FUNCTIONS } from '../functions/credits.js';
import { HOLD_FUNCTIONS } from '../functions/holds.js';
import { LOT_FUNCTIONS } from '../functions/lots.js';
import { SETTLEMENT_FUNCTIONS } from '../functions/settlement.js';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICE = 'billing';
const FUNCTIONS = [
  ...ACCOUNT_FUNCTIONS,
  ...LOT_FUNCTIONS,
  ...HOLD_FUNCTIONS,
  ...SETTLEMENT_FUNCTIONS,
  ...CREDIT_FUNCTIONS,
];

/**
 * Segments move between five places: `issued` (outside), `available`, `held`, `used` and `debt`.
 * Every movement is an entry from one place to another, so a balance is the sum of its entries.
 */
export class CreateLedger1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, SERVICE);
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'account',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        available bigint NOT NULL DEFAULT 0 CHECK (available >= 0),
        held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
        debt bigint NOT NULL DEFAULT 0 CHECK (debt >= 0),
        unit_price_micros bigint NOT NULL DEFAULT 15000 CHECK (unit_price_micros >= 0),
        version bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant_id),
        CHECK (debt = 0 OR available = 0)`,
    });
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'hold',
      tenantMay: ['SELECT', 'UPDATE'],
      columns: `
        message_id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        direction text NOT NULL CHECK (direction IN ('outbound', 'inbound')),
        segments bigint NOT NULL CHECK (segments >= 0),
        state text NOT NULL CHECK (state IN ('open', 'declined', 'posted', 'voided')),
        posted_segments bigint CHECK (posted_segments > 0),
        cost_micros bigint CHECK (cost_micros >= 0),
        owed bigint NOT NULL DEFAULT 0 CHECK (owed BETWEEN 0 AND posted_segments OR owed = 0),
        quoted_segments bigint,
        sent_by text,
        our_number text,
        job_type text,
        created_at timestamptz NOT NULL DEFAULT now(),
        resolved_at timestamptz,
        PRIMARY KEY (tenant_id, message_id),
        CHECK ((state = 'posted') = (posted_segments IS NOT NULL AND cost_micros IS NOT NULL))`,
    });
    await runner.query(`CREATE INDEX hold_open ON billing.hold (created_at) WHERE state = 'open'`);
    await runner.query(
      `CREATE INDEX hold_owing ON billing.hold (tenant_id, resolved_at, message_id) WHERE owed > 0`,
    );
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'adjustment',
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'INSERT'],
      columns: `
        id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN
          ('grant', 'withdrawal', 'purchase', 'reversal', 'restoration')),
        segments bigint NOT NULL,
        micros bigint NOT NULL,
        reason text NOT NULL,
        actor text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id),
        CHECK (segments <> 0 OR kind = 'reversal')`,
    });
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'lot',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        id bigint GENERATED ALWAYS AS IDENTITY,
        adjustment_id uuid NOT NULL,
        segments bigint NOT NULL CHECK (segments > 0),
        remaining bigint NOT NULL CHECK (remaining BETWEEN 0 AND segments),
        paid_micros bigint NOT NULL CHECK (paid_micros >= 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, adjustment_id),
        FOREIGN KEY (tenant_id, adjustment_id) REFERENCES billing.adjustment`,
    });
    await runner.query(`CREATE INDEX lot_open ON billing.lot (tenant_id, id) WHERE remaining > 0`);
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'draw',
      // Append-only, like entries: which lot a message was paid from, and what that cost.
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'INSERT'],
      columns: `
        id bigint GENERATED ALWAYS AS IDENTITY,
        lot_id bigint NOT NULL,
        message_id uuid,
        adjustment_id uuid,
        segments bigint NOT NULL CHECK (segments > 0),
        cost_micros bigint NOT NULL CHECK (cost_micros >= 0),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, id),
        CHECK ((message_id IS NULL) <> (adjustment_id IS NULL)),
        FOREIGN KEY (tenant_id, lot_id) REFERENCES billing.lot`,
    });
    await runner.query(
      `CREATE INDEX draw_by_message ON billing.draw (tenant_id, message_id) WHERE message_id IS NOT NULL`,
    );
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'entry',
      // Append-only for everybody: what was booked is never changed, only booked against.
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'INSERT'],
      columns: `
        id bigint GENERATED ALWAYS AS IDENTITY,
        message_id uuid,
        adjustment_id uuid,
        kind text NOT NULL CHECK (kind IN
          ('grant', 'withdrawal', 'purchase', 'reversal', 'restoration', 'repay',
           'hold', 'post', 'release', 'void', 'shortfall', 'receive', 'debt')),
        source text NOT NULL CHECK (source IN ('issued', 'available', 'held', 'debt')),
        target text NOT NULL CHECK (target IN ('issued', 'available', 'held', 'used', 'debt')),
        segments bigint NOT NULL CHECK (segments > 0),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, id),
        CHECK (source <> target),
        CHECK ((message_id IS NULL) <> (adjustment_id IS NULL)),
        FOREIGN KEY (tenant_id, adjustment_id) REFERENCES billing.adjustment`,
    });
    for (const cause of ['message_id', 'adjustment_id'])
      await runner.query(
        `CREATE UNIQUE INDEX entry_once_by_${cause} ON billing.entry (tenant_id, ${cause}, kind)
          WHERE ${cause} IS NOT NULL`,
      );
    for (const sql of FUNCTIONS) await runner.query(sql);
    const { tenant, worker } = roleNames(SERVICE);
    await runner.query(`REVOKE ALL ON ALL FUNCTIONS IN SCHEMA billing FROM PUBLIC`);
    await runner.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA billing TO ${worker}`);
    for (const name of [
      'lock_accounts',
      'credit',
      'debit',
      'draw_lots',
      'repay_debts',
      'price_accounts',
      'worth',
    ])
      await runner.query(`GRANT EXECUTE ON FUNCTION billing.${name} TO ${tenant}`);
  }

  async down(): Promise<void> {
    throw new Error('a ledger is not taken away');
  }
}
