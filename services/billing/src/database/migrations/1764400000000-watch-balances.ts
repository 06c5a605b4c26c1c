import { createTenantTable, roleNames } from '@fieldline/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'billing';

/**
 * Alerts and automatic purchases. The account's row carries the balances at which one of them is due, so that
 * whoever moves a balance sees by its own row whether there is anything to do.
 */
export class WatchBalances1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE billing.account
         ADD COLUMN alert_at bigint,
         ADD COLUMN rearm_above bigint DEFAULT 300,
         ADD COLUMN recharge_at bigint`,
    );
    await createAlerts(runner);
    await createRecharges(runner);
  }

  async down(): Promise<void> {
    throw new Error('what was bought is not taken away');
  }
}

async function createAlerts(runner: QueryRunner): Promise<void> {
  await createTenantTable(runner, {
    service,
    table: 'alert_threshold',
    workerMay: ['SELECT', 'INSERT', 'UPDATE'],
    columns: `
      segments bigint NOT NULL CHECK (segments > 0),
      rearm_above bigint NOT NULL GENERATED ALWAYS AS (segments + greatest(segments / 10, 50)) STORED,
      is_armed boolean NOT NULL DEFAULT false,
      armed_version bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (tenant_id, segments)`,
  });
  await createTenantTable(runner, {
    service,
    table: 'alert',
    tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
    workerMay: ['SELECT', 'INSERT'],
    // Versions are the account's: when the threshold was armed, and when it was reached.
    columns: `
      id uuid NOT NULL,
      threshold bigint NOT NULL CHECK (threshold > 0),
      armed_version bigint NOT NULL,
      version bigint NOT NULL,
      available bigint NOT NULL CHECK (available BETWEEN 0 AND threshold),
      debt bigint NOT NULL CHECK (debt >= 0),
      raised_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      acknowledged_at timestamptz(3),
      acknowledged_by text,
      PRIMARY KEY (tenant_id, id),
      CONSTRAINT alert_once UNIQUE (tenant_id, threshold, armed_version),
      CHECK (armed_version < version),
      CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))`,
  });
  await runner.query(`CREATE INDEX alert_newest ON billing.alert (tenant_id, version)`);
  // Every account begins with the threshold of one that never said otherwise.
  await runner.query(
    `CREATE FUNCTION billing.add_first_threshold() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       INSERT INTO billing.alert_threshold (tenant_id, segments) VALUES (NEW.tenant_id, 250)
         ON CONFLICT DO NOTHING;
       RETURN NULL;
     END $$`,
  );
  await runner.query(`REVOKE ALL ON FUNCTION billing.add_first_threshold FROM PUBLIC`);
  await runner.query(
    `CREATE TRIGGER first_threshold AFTER INSERT ON billing.account
       FOR EACH ROW EXECUTE FUNCTION billing.add_first_threshold()`,
  );
  // The owner sees no row of a business, but for this statement.
  const tables = ['account', 'alert_threshold'];
  for (const table of tables)
    await runner.query(`ALTER TABLE billing.${table} NO FORCE ROW LEVEL SECURITY`);
  await runner.query(
    `INSERT INTO billing.alert_threshold (tenant_id, segments) SELECT tenant_id, 250 FROM billing.account`,
  );
  for (const table of tables)
    await runner.query(`ALTER TABLE billing.${table} FORCE ROW LEVEL SECURITY`);
}

async function createRecharges(runner: QueryRunner): Promise<void> {
  // What an automatic purchase is charged to, and under which cap it was decided, stays as it was then.
  await runner.query(
    `ALTER TABLE billing.purchase
       ADD COLUMN saves_method boolean NOT NULL DEFAULT false,
       ADD COLUMN is_automatic boolean NOT NULL DEFAULT false,
       ADD COLUMN cap_micros bigint,
       ADD COLUMN customer_reference text,
       ADD COLUMN method_reference text,
       ADD COLUMN charge_asked_at timestamptz,
       ADD CONSTRAINT purchase_automatic CHECK (NOT is_automatic OR (
         cap_micros >= price_micros AND customer_reference IS NOT NULL AND method_reference IS NOT NULL))`,
  );
  await runner.query(
    `CREATE UNIQUE INDEX purchase_recharge_in_flight ON billing.purchase (tenant_id)
      WHERE is_automatic AND state = 'pending'`,
  );
  await runner.query(
    `CREATE INDEX purchase_recharge ON billing.purchase (tenant_id, created_at) WHERE is_automatic`,
  );
  await runner.query(`GRANT INSERT ON billing.purchase TO ${roleNames(service).worker}`);
  await createTenantTable(runner, {
    service,
    table: 'payment_method',
    tenantMay: ['SELECT'],
    workerMay: ['SELECT', 'INSERT', 'UPDATE'],
    // The provider's names for who pays and with what. No card is here.
    columns: `
      provider text NOT NULL CHECK (provider IN ('stripe', 'test')),
      customer_reference text NOT NULL,
      method_reference text NOT NULL,
      purchase_id uuid NOT NULL,
      saved_at timestamptz(3) NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, provider),
      FOREIGN KEY (tenant_id, purchase_id) REFERENCES billing.purchase`,
  });
  await createTenantTable(runner, {
    service,
    table: 'recharge_rule',
    tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
    workerMay: ['SELECT', 'UPDATE'],
    columns: `
      threshold bigint NOT NULL CHECK (threshold > 0),
      bundle integer NOT NULL CHECK (bundle IN (2500, 10000, 25000, 100000)),
      monthly_cap_micros bigint NOT NULL CHECK (monthly_cap_micros > 0),
      is_enabled boolean NOT NULL,
      business_name text NOT NULL,
      set_by text NOT NULL,
      suspended_for text CHECK (suspended_for IN
        ('card_declined', 'authentication_required', 'payment_method_unusable', 'payment_unavailable',
         'refunded')),
      suspended_at timestamptz(3),
      suspended_by uuid,
      look_at timestamptz,
      PRIMARY KEY (tenant_id),
      CHECK (threshold < bundle),
      CHECK ((suspended_for IS NULL) = (suspended_at IS NULL)),
      CHECK ((suspended_for IS NULL) = (suspended_by IS NULL)),
      FOREIGN KEY (tenant_id, suspended_by) REFERENCES billing.purchase`,
  });
  await runner.query(
    `CREATE INDEX recharge_rule_due ON billing.recharge_rule (look_at) WHERE look_at IS NOT NULL`,
  );
}
