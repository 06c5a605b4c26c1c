import { protectTenantTable, roleNames } from '@fieldline/database';
import type { QueryRunner } from 'typeorm';

/** Keys are spread over this many shards; a relay holds whole shards, so a key has one publisher. */
export const OUTBOX_SHARDS = 16;

/** Tables of this library that hold no tenant's rows of their own, or all tenants' on the way through. */
export const EVENT_PLATFORM_TABLES = [
  'outbox_lease',
  'inbox',
  'dead_letter',
  'republication',
] as const;
/** The outbox is read in the order of its identity, whoever the tenant is. */
export const EVENT_GLOBAL_KEYS = ['outbox_pkey'] as const;

/** Creates outbox, inbox and dead letters in a service's schema: a step of its first migration. */
export async function createEventTables(runner: QueryRunner, service: string): Promise<void> {
  await createOutbox(runner, service);
  await createInbox(runner, service);
  await createDeadLetters(runner, service);
}

async function createOutbox(runner: QueryRunner, service: string): Promise<void> {
  const { worker } = roleNames(service);
  await runner.query(`
    CREATE TABLE ${service}.outbox (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      tenant_id uuid NOT NULL,
      event_id uuid NOT NULL,
      shard smallint NOT NULL,
      topic text NOT NULL,
      type text NOT NULL,
      key text NOT NULL,
      subject text NOT NULL,
      correlation_id text NOT NULL,
      causation_id text,
      traceparent text,
      payload text NOT NULL,
      occurred_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )`);
  // Rows live for milliseconds: without frequent vacuuming the dead ones make every poll slower.
  await runner.query(`
    ALTER TABLE ${service}.outbox SET (
      autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000)`);
  await protectTenantTable(runner, { service, table: 'outbox', tenantMay: ['INSERT'] });

  await runner.query(`
    CREATE TABLE ${service}.outbox_lease (
      shard smallint PRIMARY KEY,
      owner uuid,
      expires_at timestamptz NOT NULL DEFAULT '-infinity'
    )`);
  await runner.query(
    `INSERT INTO ${service}.outbox_lease (shard) SELECT generate_series(0, ${OUTBOX_SHARDS - 1})`,
  );
  await runner.query(`GRANT SELECT, UPDATE ON ${service}.outbox_lease TO ${worker}`);
}

async function createInbox(runner: QueryRunner, service: string): Promise<void> {
  const { worker } = roleNames(service);
  await runner.query(`
    CREATE TABLE ${service}.inbox (
      event_id text PRIMARY KEY,
      received_at timestamptz NOT NULL DEFAULT now()
    )`);
  await runner.query(`CREATE INDEX inbox_age ON ${service}.inbox (received_at)`);
  await runner.query(`GRANT SELECT, INSERT, DELETE ON ${service}.inbox TO ${worker}`);
}

async function createDeadLetters(runner: QueryRunner, service: string): Promise<void> {
  const { worker } = roleNames(service);
  await runner.query(`
    CREATE TABLE ${service}.dead_letter (
      id uuid PRIMARY KEY,
      -- The order in which letters came: that of an aggregate's events, whatever their partitions.
      position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      topic text NOT NULL,
      partition integer NOT NULL,
      "offset" text NOT NULL,
      key text NOT NULL,
      subject text NOT NULL,
      type text,
      event_id text,
      headers jsonb NOT NULL,
      payload bytea,
      reason text NOT NULL CHECK (reason IN ('malformed', 'failed', 'parked')),
      error text NOT NULL,
      state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'dropped')),
      created_at timestamptz NOT NULL DEFAULT now(),
      attempts integer NOT NULL DEFAULT 0,
      attempted_at timestamptz,
      attempted_by text,
      resolved_at timestamptz,
      resolved_by text,
      resolution text CHECK (resolution IN ('handled', 'already_handled', 'ignored', 'dropped')),
      resolution_reason text,
      CHECK ((state = 'open') = (resolution IS NULL)),
      CHECK ((state = 'dropped') = (resolution IS NOT DISTINCT FROM 'dropped')),
      CHECK (num_nulls(resolved_at, resolved_by, resolution, resolution_reason) IN (0, 4))
    )`);
  await runner.query(
    `CREATE INDEX dead_letter_place ON ${service}.dead_letter (topic, partition, "offset")`,
  );
  await runner.query(
    `CREATE INDEX dead_letter_waiting ON ${service}.dead_letter (topic, subject, position)
      WHERE state = 'open' AND reason <> 'malformed'`,
  );
  await runner.query(
    `CREATE INDEX dead_letter_event ON ${service}.dead_letter (event_id) WHERE state = 'open'`,
  );
  // What came and what it said are never changed: resolved letters are the record of what operators did.
  await runner.query(`
    GRANT SELECT, INSERT,
      UPDATE (reason, error, state, attempts, attempted_at, attempted_by,
              resolved_at, resolved_by, resolution, resolution_reason)
      ON ${service}.dead_letter TO ${worker}`);
}
