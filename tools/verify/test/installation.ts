import { randomBytes } from 'node:crypto';
import { billing } from '@fieldline/billing';
import { compliance } from '@fieldline/compliance';
import { ConsentDaySealed, LedgerDaySealed, MessagingDaySealed } from '@fieldline/contracts';
import { Database, migrate, provisionService, roleNames } from '@fieldline/database';
import { EmbeddedTransport, Outbox } from '@fieldline/events';
import { gateway } from '@fieldline/gateway';
import { messaging } from '@fieldline/messaging';
import { scheduler } from '@fieldline/scheduler';
import { SEALED_TABLES, Sealer, type SealerOptions } from '@fieldline/seal';
import { createLogger } from '@fieldline/telemetry';
import { createTestDatabase, eventually } from '@fieldline/testing';
import { Client, escapeIdentifier } from 'pg';

const PASSWORD = 'test';
const EVENT_LOG = 'transport';
/** Yesterday isn't sealed, so that the hour at which a test runs makes no difference. */
const SEALED = { afterSeconds: 24 * 60 * 60 };
/** A day is closed once every older transaction of the server has ended, those of other tests' databases too. */
const CLOSED_WITHIN = { timeoutMs: 60_000, intervalMs: 50 };

/** A database as an installation has it, of which copies can be made to be spoilt. */
export interface TestInstallation {
  readonly url: string;
  /** A copy of it, with `sql` done to it by a superuser, for as long as `work` takes. */
  spoilt<T>(sql: string, work: (url: string) => Promise<T>): Promise<T>;
  /** Does something to it, or to a copy, as a superuser. */
  run(url: string, sql: string): Promise<void>;
  /** Does it in a transaction that stays open. @returns what ends that */
  hold(url: string, sql: string): Promise<() => Promise<void>>;
  drop(): Promise<void>;
}

/** Every service's schema, made by its own migrations, and the embedded transport's log. */
export async function createInstallation(seed: readonly string[]): Promise<TestInstallation> {
  const adminUrl = process.env['TEST_POSTGRES_URL'] ?? '';
  const database = await createTestDatabase(adminUrl);
  const as = (role: string): string => {
    const url = new URL(database.url);
    url.username = role;
    url.password = PASSWORD;
    return url.href;
  };
  for (const { name, migrations } of [gateway, messaging, billing, compliance, scheduler]) {
    await provision(database.url, name);
    await migrate({ ownerUrl: as(roleNames(name).owner), schema: name, migrations });
  }
  await provision(database.url, EVENT_LOG);
  const log = new EmbeddedTransport(
    as(roleNames(EVENT_LOG).owner),
    createLogger({ service: 'test', level: 'fatal' }),
  );
  await log.start();
  await log.close();
  await execute(database.url, ...seed);
  await seal(as, { service: 'billing', fact: LedgerDaySealed, ...SEALED });
  await seal(as, { service: 'compliance', fact: ConsentDaySealed, ...SEALED });
  await seal(as, { service: 'messaging', fact: MessagingDaySealed, ...SEALED });
  // What was told of it is published.
  for (const { service } of SEALED_TABLES)
    await execute(database.url, `DELETE FROM ${service}.outbox`);
  return {
    url: database.url,
    spoilt: (sql, work) => withCopy(adminUrl, database.name, sql, work),
    run: (url, sql) => execute(url, sql),
    hold: async (url, sql) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('BEGIN');
      await client.query(sql);
      return () => client.end();
    },
    drop: () => database.drop(),
  };
}

async function seal(as: (role: string) => string, options: SealerOptions): Promise<void> {
  const { tenant, worker } = roleNames(options.service);
  const settings = { tenantUrl: as(tenant), workerUrl: as(worker), poolSize: 1 };
  const database = await new Database(settings, []).connect();
  const sealer = new Sealer(database, new Outbox(database), options);
  await eventually(async () => {
    if ((await sealer.round()) !== 'nothing') throw new Error('a day is not closed yet');
  }, CLOSED_WITHIN);
  await database.close();
}

async function withCopy<T>(
  adminUrl: string,
  original: string,
  sql: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await execute(
    adminUrl,
    `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(original)} STRATEGY FILE_COPY`,
  );
  try {
    await execute(url.href, sql);
    return await work(url.href);
  } finally {
    await execute(adminUrl, `DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`);
  }
}

function provision(url: string, service: string): Promise<void> {
  return provisionService(url, service, { owner: PASSWORD, tenant: PASSWORD, worker: PASSWORD });
}

async function execute(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}
