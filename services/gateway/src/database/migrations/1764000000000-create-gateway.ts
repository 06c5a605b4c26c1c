import { createTenantTable } from '@fieldline/database';
import { createEventTables } from '@fieldline/events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'gateway';

export class CreateGateway1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, service);
    await createTenantTable(runner, {
      service,
      table: 'tenant',
      tenantMay: ['SELECT'],
      columns: `
        name text NOT NULL,
        country text NOT NULL CHECK (country IN ('US', 'CA')),
        time_zone text NOT NULL,
        area_code text,
        postal_code text,
        contact_phone text,
        owner_email text NOT NULL,
        state text NOT NULL CHECK (state IN ('created', 'active')),
        phone_number text,
        number_fallback text,
        activating_until timestamptz,
        version bigint NOT NULL CHECK (version > 0),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id),
        CHECK (state = 'created' OR phone_number IS NOT NULL)`,
    });
    await runner.query(`CREATE INDEX tenant_newest ON gateway.tenant (created_at, tenant_id)`);
    await createTenantTable(runner, {
      service,
      table: 'account_user',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        id uuid NOT NULL,
        email text NOT NULL CHECK (email = lower(email)),
        name text NOT NULL,
        role text NOT NULL,
        password text NOT NULL,
        status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'deactivated')),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT account_user_email UNIQUE (email)`,
    });
    await createTenantTable(runner, {
      service,
      table: 'api_key',
      columns: `
        id uuid NOT NULL,
        name text NOT NULL,
        prefix text NOT NULL,
        hash bytea NOT NULL CHECK (length(hash) = 32),
        role text NOT NULL CHECK (role IN ('operator', 'admin')),
        scopes text[] NOT NULL,
        mode text NOT NULL CHECK (mode IN ('live', 'test')),
        expires_at timestamptz(3),
        last_used_at timestamptz(3),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT api_key_hash UNIQUE (hash)`,
    });
    await createTenantTable(runner, {
      service,
      table: 'login_attempt',
      tenantMay: [],
      columns: `
        email_hash bytea NOT NULL,
        failures integer NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, email_hash)`,
    });
    await runner.query(`CREATE INDEX login_attempt_age ON gateway.login_attempt (since)`);
    await createTenantTable(runner, {
      service,
      table: 'idempotency_key',
      columns: `
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        execution uuid NOT NULL,
        in_flight_until timestamptz NOT NULL,
        status smallint,
        answer bytea,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, key),
        CHECK ((status IS NULL) = (answer IS NULL))`,
    });
    await runner.query(`CREATE INDEX idempotency_key_age ON gateway.idempotency_key (expires_at)`);
  }

  async down(): Promise<void> {
    throw new Error('accounts are not taken away');
  }
}
