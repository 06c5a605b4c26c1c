import { createTenantTable } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'billing';

/** What businesses buy, what payment providers told about it, and what went back. */
export class CreatePurchases1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTenantTable(runner, {
      service,
      table: 'purchase',
      // Requests open a purchase; what becomes of it is decided by workers alone.
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'UPDATE'],
      columns: `
        id uuid NOT NULL,
        bundle integer NOT NULL CHECK (bundle IN (2500, 10000, 25000, 100000)),
        price_micros bigint NOT NULL CHECK (price_micros > 0 AND price_micros % 10000 = 0),
        business_name text NOT NULL,
        bought_by text NOT NULL,
        provider text NOT NULL CHECK (provider IN ('stripe', 'test')),
        state text NOT NULL DEFAULT 'pending' CHECK (state IN
          ('pending', 'paid', 'expired', 'canceled', 'refunded', 'disputed')),
        checkout_reference text,
        checkout_url text,
        payment_reference text,
        closed_as text CHECK (closed_as IN ('expired', 'canceled')),
        paid_at timestamptz(3),
        tax_micros bigint CHECK (tax_micros >= 0),
        receipt_number bigint CHECK (receipt_number > 0),
        flag text,
        wrong_payment text,
        wrong_micros bigint CHECK (wrong_micros > 0),
        wrong_currency text,
        lot_id uuid,
        reversals integer NOT NULL DEFAULT 0 CHECK (reversals >= 0),
        taken_segments bigint CHECK (taken_segments BETWEEN 0 AND bundle),
        taken_micros bigint CHECK (taken_micros BETWEEN 0 AND price_micros),
        polls integer NOT NULL DEFAULT 0,
        poll_at timestamptz,
        version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT purchase_receipt UNIQUE (tenant_id, receipt_number),
        CHECK ((paid_at IS NULL) = (receipt_number IS NULL)),
        CHECK ((paid_at IS NULL) = (lot_id IS NULL)),
        CHECK ((state IN ('paid', 'refunded', 'disputed')) = (paid_at IS NOT NULL)),
        CHECK ((taken_segments IS NULL) = (taken_micros IS NULL)),
        CHECK ((wrong_micros IS NULL) = (wrong_currency IS NULL))`,
    });
    await runner.query(`CREATE INDEX purchase_by_id ON billing.purchase (id)`);
    await runner.query(
      `CREATE INDEX purchase_by_payment ON billing.purchase (payment_reference)
        WHERE payment_reference IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX purchase_newest ON billing.purchase (tenant_id, created_at, id)`,
    );
    await runner.query(
      `CREATE INDEX purchase_due ON billing.purchase (poll_at) WHERE poll_at IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX purchase_flagged ON billing.purchase (created_at, id) WHERE flag IS NOT NULL`,
    );
    await createTenantTable(runner, {
      service,
      table: 'payment_event',
      tenantMay: ['SELECT'],
      workerMay: ['SELECT', 'INSERT'],
      columns: `
        provider text NOT NULL,
        event_id text NOT NULL,
        purchase_id uuid NOT NULL,
        kind text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('applied', 'ignored', 'flagged')),
        code text,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, provider, event_id),
        FOREIGN KEY (tenant_id, purchase_id) REFERENCES billing.purchase`,
    });
    await createTenantTable(runner, {
      service,
      table: 'purchase_dispute',
      tenantMay: ['SELECT'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        purchase_id uuid NOT NULL,
        reference text NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'won', 'lost')),
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, purchase_id, reference),
        FOREIGN KEY (tenant_id, purchase_id) REFERENCES billing.purchase`,
    });
    await createTenantTable(runner, {
      service,
      table: 'refund',
      tenantMay: ['SELECT'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        id uuid NOT NULL,
        purchase_id uuid NOT NULL,
        state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'done', 'failed')),
        reason text NOT NULL,
        actor text NOT NULL,
        segments bigint NOT NULL DEFAULT 0 CHECK (segments >= 0),
        amount_micros bigint NOT NULL DEFAULT 0 CHECK (amount_micros >= 0 AND amount_micros % 10000 = 0),
        provider_reference text,
        attempts integer NOT NULL DEFAULT 0,
        try_at timestamptz NOT NULL DEFAULT now() + interval '30 seconds',
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, purchase_id) REFERENCES billing.purchase`,
    });
    // Once: another may only follow one that the provider refused.
    await runner.query(
      `CREATE UNIQUE INDEX refund_once ON billing.refund (tenant_id, purchase_id)
        WHERE state <> 'failed'`,
    );
    await runner.query(
      `CREATE INDEX refund_due ON billing.refund (try_at) WHERE state = 'requested'`,
    );
    await createTenantTable(runner, {
      service,
      table: 'buyer',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        who_may_buy text NOT NULL DEFAULT 'owners_and_admins'
          CHECK (who_may_buy IN ('owners', 'owners_and_admins', 'everybody')),
        payment_paused boolean NOT NULL DEFAULT false,
        closed_at timestamptz,
        PRIMARY KEY (tenant_id)`,
    });
    await createTenantTable(runner, {
      service,
      table: 'test_checkout',
      tenantMay: [],
      workerMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        purchase_id uuid NOT NULL,
        token text NOT NULL,
        price_micros bigint NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'canceled', 'expired')),
        PRIMARY KEY (tenant_id, purchase_id),
        FOREIGN KEY (tenant_id, purchase_id) REFERENCES billing.purchase`,
    });
    await runner.query(`CREATE INDEX test_checkout_by_token ON billing.test_checkout (token)`);
  }

  async down(): Promise<void> {
    throw new Error('what was bought is not taken away');
  }
}
