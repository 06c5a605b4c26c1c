import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { localInstallation } from '@fieldline/verify';
import { Client } from 'pg';
import { Business, type Json, newPhone, type Place } from './support/business.js';
import { connectAs } from './support/database.js';
import { OtlpReceiver } from './support/otlp-receiver.js';
import { accepted, becomes, settled } from './support/sending.js';

/** What `npm run verify` runs; and, once that has built it, what is left of it. */
const VERIFY = fileURLToPath(new URL('../tools/verify/verify.mjs', import.meta.url));
const BUILT = fileURLToPath(new URL('../tools/verify/dist/main.js', import.meta.url));
const WITHIN = { timeoutMs: 30_000, intervalMs: 100 };
const BALANCE = { invariant: 'billing.balance' };

/** The reader of its README: sees every row of every business, and writes none. */
const READER = `story_reader_${randomBytes(4).toString('hex')}`;

describe('npm run verify, beside a product that runs', () => {
  const place = JSON.parse(process.env['STORY_EMBEDDED'] ?? '{}') as Place;
  let business: Business;
  let admin: Client;
  let collector: OtlpReceiver;
  let environment: Record<string, string>;

  beforeAll(async () => {
    collector = await OtlpReceiver.start();
    business = await Business.open(place, 10);
    const { databaseUrl } = await localInstallation(place.dataDir);
    admin = new Client({ connectionString: databaseUrl });
    await admin.connect();
    await admin.query(
      `CREATE ROLE ${READER} LOGIN BYPASSRLS PASSWORD 'story'; GRANT pg_read_all_data TO ${READER};
       ALTER ROLE ${READER} SET default_transaction_read_only = on`,
    );
    const reader = Object.assign(new URL(databaseUrl), { username: READER, password: 'story' });
    environment = {
      PATH: process.env['PATH'] ?? '',
      SKIP_BUILD: process.env['SKIP_BUILD'] ?? '',
      // As the launcher is given it: a server. Its database is the launcher's.
      POSTGRES_URL: Object.assign(reader, { pathname: '/postgres' }).href,
      DATA_DIR: place.dataDir,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_METRIC_EXPORT_INTERVAL: '300',
    };
  }, 60_000);

  afterAll(async () => {
    await admin.query(`DROP ROLE ${READER}`);
    await admin.end();
    collector.stop();
  });

  const verify = (main: string, ...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [main, '--tenant', business.tenantId, ...args], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  async function codeOf(...args: readonly string[]): Promise<unknown> {
    const child = verify(BUILT, ...args);
    child.stdout?.resume();
    const [code] = await once(child, 'exit');
    return code;
  }

  /** What no transaction of ours would do. */
  async function give(segments: number): Promise<void> {
    const worker = await connectAs(place.dataDir, 'billing', 'worker');
    await worker.query(
      `UPDATE billing.account SET available = available + $2 WHERE tenant_id = $1`,
      [business.tenantId, segments],
    );
    await worker.end();
  }

  const breaches = (): number | undefined =>
    collector.gauge('fieldline.invariant.breaches', BALANCE);

  test('a watch says and measures what is wrong, until it is mended', async () => {
    const phone = newPhone();
    const contactId = await business.customer(phone);
    const { id } = await accepted(business, { contactId, body: 'A private matter' });
    await becomes(business, id, { status: 'delivered', charge: { segments: 1 } });
    await settled(business);

    const watch = verify(VERIFY, '--every', '1s', '--only', 'billing.balance');
    let printed = '';
    watch.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const lines = (): Json[] =>
      printed
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    try {
      await eventually(() => expect(breaches()).toBe(0), WITHIN);
      await give(1);
      await eventually(() => expect(breaches()).toBe(1), WITHIN);
      const checkedAt = collector.gauge('fieldline.invariant.checked_at', BALANCE) ?? 0;
      expect(Math.abs(Date.now() / 1_000 - checkedAt)).toBeLessThan(30);
      const alarm = { level: 'error', ...BALANCE, rows: [{ tenantId: business.tenantId }] };
      expect(lines()).toMatchObject([{ msg: 'watching' }, alarm]);

      await give(-1);
      await eventually(() => expect(breaches()).toBe(0), WITHIN);
      expect(lines().slice(2)).toMatchObject([{ ...BALANCE, msg: 'holds again' }]);
      for (const secret of [phone, 'private matter', 'story@'])
        expect(printed).not.toContain(secret);
    } finally {
      watch.kill('SIGTERM');
    }
    expect(await once(watch, 'exit')).toEqual([0, null]);
  }, 90_000);

  test('a look ends with 0, 1 or 2', async () => {
    const look = ['--at-rest', '--only', 'billing.balance'];
    expect(await codeOf(...look)).toBe(0);
    await give(1);
    expect(await codeOf(...look)).toBe(1);
    await give(-1);
    environment = { ...environment, POSTGRES_URL: 'postgres://nobody@127.0.0.1:9/' };
    expect(await codeOf(...look)).toBe(2);
  }, 60_000);
});
