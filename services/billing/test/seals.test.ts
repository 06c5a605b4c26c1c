import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { derivedId, LedgerDaySealed, newId } from '@fieldline/contracts';
import { Outbox } from '@fieldline/events';
import {
  daysDigested,
  digestFrom,
  digestOf,
  evidenceOf,
  firstLink,
  hashOfRow,
  rootOf,
  SEALED_TABLES,
  Sealer,
} from '@fieldline/seal';
import { eventually, withinOneDay } from '@fieldline/testing';
import { Client } from 'pg';
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.js';

/** By hand as many as wanted, to see how long it takes. */
const ROWS = Number(process.env['SEAL_ROWS'] ?? 3_000);
const TABLES = SEALED_TABLES.filter(({ service }) => service === 'billing');
const DAY_MS = 24 * 60 * 60 * 1_000;

let ledger: LedgerDatabase;
const open = async (): Promise<void> => {
  await withinOneDay(60_000);
  ledger = await createLedgerDatabase();
};
const close = (): Promise<void> => ledger.stop();

const sealer = (afterSeconds = 0): Sealer =>
  new Sealer(ledger.database, new Outbox(ledger.database), {
    service: 'billing',
    fact: LedgerDaySealed,
    afterSeconds,
  });

/** A day is closed once nobody on the whole server, other tests too, is at a transaction from before. */
const sealAll = (by = sealer()): Promise<void> =>
  eventually(async () => expect(await by.round()).toBe('nothing'), { timeoutMs: 30_000 });

const daysAgo = (days: number): string =>
  new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

interface SealRow {
  tenantId: string;
  table: string;
  day: string;
  rows: number;
  digest: string;
  previousRoot: string;
  root: string;
  format: string;
}

async function seals(tenantId?: string, table?: string): Promise<SealRow[]> {
  const { rows } = await ledger.admin.query<SealRow>(
    `SELECT tenant_id AS "tenantId", table_name AS "table", day::text, row_count::integer AS rows, digest,
            previous_root AS "previousRoot", root, format FROM seal
      WHERE ($1::uuid IS NULL OR tenant_id = $1) AND ($2::text IS NULL OR table_name = $2)
      ORDER BY day, tenant_id, table_name`,
    [tenantId ?? null, table ?? null],
  );
  return rows;
}

async function facts(): Promise<{ tenantId: string; payload: LedgerDaySealed }[]> {
  const { rows } = await ledger.admin.query<{ tenantId: string; payload: LedgerDaySealed }>(
    `SELECT tenant_id AS "tenantId", payload::jsonb AS payload FROM outbox
      WHERE type = 'billing.day.sealed.v1'
      ORDER BY payload::jsonb ->> 'day', tenant_id, payload::jsonb ->> 'table'`,
  );
  return rows;
}

describe('a day that is over', () => {
  beforeEach(open, 90_000);
  afterEach(close);

  test('is sealed for each business and table, and told', async () => {
    const [acme, other] = [newId(), newId()].toSorted() as [string, string];
    for (const tenantId of [acme, other]) {
      await ledger.book(tenantId, 1);
      await ledger.book(tenantId, 0);
    }
    await sealAll();
    const made = await seals();
    expect(made.map(({ tenantId, table, day, rows }) => [tenantId, table, day, rows])).toEqual(
      [acme, other].flatMap((tenantId) => [
        [tenantId, 'adjustment', daysAgo(1), 2],
        [tenantId, 'draw', daysAgo(1), 1],
        [tenantId, 'entry', daysAgo(1), 2],
      ]),
    );
    for (const seal of made) {
      expect(seal.previousRoot).toBe(firstLink(seal.tenantId, seal.table));
      expect(seal.root).toBe(rootOf(seal));
    }
    expect(await facts()).toEqual(
      made.map(({ tenantId, ...seal }) => ({
        tenantId,
        payload: { ...seal, chainId: derivedId('seal', tenantId, seal.table) },
      })),
    );
  });

  test('has a digest of its rows’ own, in their order', async () => {
    const tenantId = newId();
    await ledger.book(tenantId, 1);
    await sealAll();
    const { rows } = await ledger.admin.query<{ hash: string }>(
      `SELECT encode(sha256(convert_to(format('["%s", %s, null, "%s", "%s", "%s", "%s", %s, "%s"]',
           tenant_id, id, adjustment_id, kind, source, target, segments,
           to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8')), 'hex') AS hash FROM entry ORDER BY id`,
    );
    const expected = digestOf(rows.map(({ hash }) => hash));
    expect((await seals(tenantId, 'entry')).map(({ digest }) => digest)).toEqual([expected]);
  });

  test('stands on the last one that had rows, also when nobody was there to seal it', async () => {
    const tenantId = newId();
    for (const days of [9, 4, 3]) await ledger.book(tenantId, days);
    await sealAll();
    await ledger.book(tenantId, 1);
    await sealAll();
    const chain = await seals(tenantId, 'entry');
    expect(chain.map(({ day }) => day)).toEqual([9, 4, 3, 1].map(daysAgo));
    const links = chain.map(({ previousRoot }) => previousRoot);
    expect(links).toEqual([
      firstLink(tenantId, 'entry'),
      ...chain.slice(0, -1).map(({ root }) => root),
    ]);
  });

  test('is sealed by one of several at once, and told once', async () => {
    const tenantIds = Array.from({ length: 20 }, newId);
    for (const tenantId of tenantIds) await ledger.book(tenantId, 2);
    const several = [sealer(), sealer(), sealer()];
    // Nobody finds that another was faster only when it comes to writing.
    await Promise.all(several.map((each) => each.round()));
    await Promise.all(several.map((each) => sealAll(each)));
    expect(await seals()).toHaveLength(tenantIds.length * TABLES.length);
    expect(await facts()).toHaveLength(tenantIds.length * TABLES.length);
  });

  test('waits for whoever may still write in it', async () => {
    const tenantId = newId();
    await ledger.book(tenantId, 1);
    const writer = new Client({ connectionString: ledger.urlOf('worker') });
    await writer.connect();
    await writer.query('BEGIN');
    await writer.query('SELECT pg_current_xact_id()');
    const patient = sealer();
    expect([await patient.round(), await patient.round()]).toEqual(['found', 'found']);
    await writer.query(
      `INSERT INTO adjustment (tenant_id, id, kind, segments, micros, reason, actor, at)
       SELECT tenant_id, $2, kind, segments, micros, reason, actor, at FROM adjustment
        WHERE tenant_id = $1 LIMIT 1`,
      [tenantId, newId()],
    );
    expect(await seals()).toEqual([]);
    await writer.query('COMMIT');
    // Who began since the end of the day was noted is not waited for: they write in another.
    await writer.query('BEGIN');
    await writer.query('SELECT pg_current_xact_id()');
    await sealAll(patient);
    await writer.end();
    expect((await seals(tenantId, 'adjustment')).map(({ rows }) => rows)).toEqual([3]);
  });

  test('is sealed some time after its end', async () => {
    await ledger.book(newId(), 1);
    await sealAll(sealer(24 * 60 * 60));
    expect(await seals()).toEqual([]);
  });

  test(`of ${ROWS} entries`, async () => {
    const tenantId = newId();
    await ledger.book(tenantId, 1);
    await ledger.admin.query(
      `INSERT INTO entry (tenant_id, message_id, kind, source, target, segments, at)
       SELECT tenant_id, gen_random_uuid(), 'hold', 'available', 'held', 1, at + n * interval '10 ms'
         FROM entry, generate_series(1, $1) AS n WHERE kind = 'grant'`,
      [ROWS],
    );
    const started = performance.now();
    await sealAll();
    const ms = Math.round(performance.now() - started);
    expect((await seals(tenantId, 'entry')).map(({ rows }) => rows)).toEqual([ROWS + 2]);
    await expectIncluded(tenantId, ROWS);
    if (ROWS > 3_000) process.stdout.write(`${ROWS} entries sealed in ${ms} ms\n`);
  }, 120_000);
});

/** Entries of a business, with what shows of them that they are sealed. */
const evidence = (tenantId: string, where = 'true') =>
  ledger.database.asTenantAtOneMoment(tenantId, (tx) =>
    evidenceOf(tx, 'billing', tenantId, [{ table: 'entry', where, parameters: [] }]),
  );

/** One of many rows, and the last, are shown to be in the seal that Postgres made. */
async function expectIncluded(tenantId: string, count: number): Promise<void> {
  const { records, chains } = await evidence(
    tenantId,
    `id IN (SELECT id FROM entry ORDER BY id OFFSET ${Math.floor(count / 3)} LIMIT 1)
       OR id = (SELECT max(id) FROM entry)`,
  );
  expect(records).toHaveLength(2);
  for (const { row, inclusion } of records)
    expect(digestFrom(hashOfRow(row), inclusion!)).toBe(chains[0]?.seals[0]?.digest);
}

describe('the evidence of a row', () => {
  beforeEach(open, 90_000);
  afterEach(close);

  test('has no proof until its day is sealed; then it has, and the row is the same', async () => {
    const tenantId = newId();
    await ledger.book(tenantId, 1);
    const before = await evidence(tenantId);
    expect(before.records.map(({ inclusion }) => inclusion)).toEqual([null, null]);
    expect(before.chains).toEqual([]);
    await sealAll();
    await ledger.book(newId(), 1);
    const after = await evidence(tenantId);
    expect(after.records.map(({ row }) => row)).toEqual(before.records.map(({ row }) => row));
    expect(after.records.map(({ values }) => values)).toMatchObject([
      { tenant_id: tenantId, kind: 'grant', segments: 100 },
      { tenant_id: tenantId, kind: 'withdrawal', segments: 10 },
    ]);
    const [chain] = after.chains;
    expect(chain).toMatchObject({ service: 'billing', table: 'entry', seals: [{ rows: 2 }] });
    expect(chain?.chainId).toBe(derivedId('seal', tenantId, 'entry'));
    for (const { row, inclusion } of after.records)
      expect(digestFrom(hashOfRow(row), inclusion!)).toBe(chain?.seals[0]?.digest);
  });

  test('has the seals from its day on, and nobody else’s rows', async () => {
    const [tenantId, other] = [newId(), newId()];
    for (const days of [4, 3, 1]) await ledger.book(tenantId, days);
    await ledger.book(other, 3);
    await sealAll();
    const { records, chains } = await evidence(
      tenantId,
      `(at AT TIME ZONE 'UTC')::date = '${daysAgo(3)}'`,
    );
    expect(new Set(records.map(({ day }) => day))).toEqual(new Set([daysAgo(3)]));
    expect(chains[0]?.seals.map(({ day }) => day)).toEqual([daysAgo(3), daysAgo(1)]);
    expect(chains[0]?.previousRoot).toBe((await seals(tenantId, 'entry'))[0]?.root);
    const mine = await ledger.database.asTenantAtOneMoment(tenantId, (tx) =>
      evidenceOf(tx, 'billing', other, [{ table: 'entry', where: 'true', parameters: [] }]),
    );
    expect(mine).toEqual({ records: [], chains: [] });
  });
});

describe('once it is sealed', () => {
  beforeAll(async () => {
    await open();
    await ledger.book(newId(), 1);
    await sealAll();
  }, 90_000);
  afterAll(close);

  test.each(['tenant', 'worker', 'owner'] as const)('the %s role changes no seal', async (role) => {
    const before = await seals();
    const client = new Client({ connectionString: ledger.urlOf(role) });
    await client.connect();
    for (const sql of [`UPDATE billing.seal SET root = digest`, `DELETE FROM billing.seal`])
      await client.query(sql).catch((error: unknown) => {
        expect(String(error)).toMatch('permission denied');
      });
    await client.end();
    expect(before.length).toBeGreaterThan(0);
    expect(await seals()).toEqual(before);
  });

  describe.each(TABLES)('of $table', (table) => {
    test('every column is sealed', async () => {
      const { rows } = await ledger.admin.query<{ name: string; type: string }>(
        `SELECT column_name AS name, data_type AS type FROM information_schema.columns
        WHERE table_schema = 'billing' AND table_name = $1`,
        [table.table],
      );
      expect(rows.map(({ name }) => name).toSorted()).toEqual(table.columns.toSorted());
      const instants = rows.filter(({ type }) => type === 'timestamp with time zone');
      expect(instants.map(({ name }) => name)).toEqual(table.instants);
    });

    test('the digest is the same whatever the session’s settings', async () => {
      const digests = async (settings: string): Promise<unknown> => {
        await ledger.admin.query(settings);
        return (await ledger.admin.query(daysDigested(table), [null, null])).rows;
      };
      const plain = await digests(`SET TIME ZONE 'UTC'`);
      const odd = await digests(
        `SET TIME ZONE 'Pacific/Apia'; SET DateStyle = 'German'; SET IntervalStyle = 'iso_8601'`,
      );
      expect(plain).toHaveLength(1);
      expect(odd).toEqual(plain);
    });
  });
});
