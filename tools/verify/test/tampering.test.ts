import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withinOneDay } from '@fieldline/testing';
import { inspectInstallation, verifyInstallation } from '../src/index.js';
import { createInstallation, type TestInstallation } from './installation.js';
import { seedSql } from './seed.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const TENANT = '00000001-0000-5000-8000-000100000000';

let clean: TestInstallation;
let days: { three: string; four: string };
beforeAll(async () => {
  await withinOneDay(60_000);
  const daysAgo = (count: number) =>
    new Date(Date.now() - count * DAY_MS).toISOString().slice(0, 10);
  days = { three: daysAgo(3), four: daysAgo(4) };
  clean = await createInstallation(seedSql({ tenants: 2, textsEach: 12 }));
}, 180_000);
afterAll(() => clean.drop());

const FIRST = 'tenant_id = made(1, 1)';
/** With triggers switched off, as only a superuser can. */
const UNGUARDED = 'SET session_replication_role = replica;';
const NINTH = `${FIRST} AND message_id = made(6, 1, 9)`;

/** What the seals say about a database to which somebody did this. */
async function found(sql: string, sealedMs?: number): Promise<unknown[]> {
  const violations = await clean.spoilt(sql, (url) =>
    verifyInstallation({ databaseUrls: [url], atRest: true, sealedMs }),
  );
  const ofSeals = violations.filter(({ name }) => name.startsWith('seal.'));
  return ofSeals.flatMap(({ name, examples }) =>
    examples.map(({ tenantId, day, table }) => [name, tenantId, day, table]),
  );
}

describe('who owns the database and', () => {
  test.each([
    [
      'changes an entry’s amount',
      `UPDATE billing.entry SET segments = 7 WHERE ${NINTH} AND kind = 'hold'`,
    ],
    ['takes an entry away', `DELETE FROM billing.entry WHERE ${NINTH} AND kind = 'hold'`],
    [
      'adds an entry to a day that is over',
      `INSERT INTO billing.entry (tenant_id, message_id, kind, source, target, segments, at)
         SELECT tenant_id, message_id, 'repay', 'held', 'debt', 1, at FROM billing.entry
          WHERE ${NINTH} AND kind = 'hold'`,
    ],
    ['takes a day’s entries away', `DELETE FROM billing.entry WHERE ${NINTH}`],
  ])('%s is found by business and day', async (_, sql) => {
    expect(await found(sql)).toEqual([['seal.rows', TENANT, days.three, 'entry']]);
  });

  test('moves an entry to another day is found on both', async () => {
    const sql = `UPDATE billing.entry SET at = at - interval '1 day' WHERE ${NINTH} AND kind = 'hold'`;
    expect(await found(sql)).toEqual([
      ['seal.rows', TENANT, days.four, 'entry'],
      ['seal.rows', TENANT, days.three, 'entry'],
    ]);
  });

  test('adds an entry where its business had none is found as a day without its seal', async () => {
    const sql = `INSERT INTO billing.entry (tenant_id, message_id, kind, source, target, segments, at)
      SELECT tenant_id, message_id, 'repay', 'held', 'debt', 1, at - interval '9 days'
        FROM billing.entry WHERE ${NINTH} AND kind = 'hold'`;
    const day = new Date(Date.parse(days.three) - 9 * DAY_MS).toISOString().slice(0, 10);
    expect(await found(sql)).toEqual([['seal.missing', TENANT, day, 'entry']]);
  });

  test('moves rows and seals through months is found by each day, once', async () => {
    const daysBefore = (day: string, count: number) =>
      new Date(Date.parse(day) - count * DAY_MS).toISOString().slice(0, 10);
    const sql = `
      UPDATE billing.seal SET day = day - 100
       WHERE ${FIRST} AND table_name = 'entry' AND day = '${days.four}';
      UPDATE billing.entry SET at = at - interval '40 days' WHERE ${NINTH} AND kind = 'hold'`;
    const ofRows = (await found(sql)).filter((each) => (each as string[])[0] !== 'seal.chain');
    expect(ofRows.toSorted()).toEqual([
      ['seal.missing', TENANT, daysBefore(days.three, 40), 'entry'],
      ['seal.missing', TENANT, days.four, 'entry'],
      ['seal.rows', TENANT, daysBefore(days.four, 100), 'entry'],
      ['seal.rows', TENANT, days.three, 'entry'],
    ]);
  });

  test.each(['2999-01-01', 'infinity', '-infinity'])(
    'adds an entry on a day that no seal will come to, %s, is found',
    async (at) => {
      const sql = `INSERT INTO billing.entry (tenant_id, message_id, kind, source, target, segments, at)
        SELECT tenant_id, message_id, 'repay', 'held', 'debt', 1, '${at}'
          FROM billing.entry WHERE ${NINTH} AND kind = 'hold'`;
      const violations = (await found(sql)) as string[][];
      const withoutDays = violations.map(([name, tenantId, , table]) => [name, tenantId, table]);
      expect(withoutDays).toEqual([['seal.missing', TENANT, 'entry']]);
    },
  );

  test('changes what was decided about a text is found', async () => {
    const sql = `UPDATE messaging.decision SET facts = '{}' WHERE ${NINTH}`;
    expect(await found(sql)).toEqual([['seal.rows', TENANT, days.three, 'decision']]);
  });

  test('changes a proof of consent is found', async () => {
    const sql = `${UNGUARDED} UPDATE compliance.consent_event SET proof = 'a call' WHERE ${FIRST} AND id = made(8, 1, 1)`;
    expect(await found(sql)).toEqual([['seal.rows', TENANT, days.three, 'consent_event']]);
  });

  test('changes an entry and its seal with it is found by the next seal', async () => {
    const sql = `
      UPDATE billing.seal SET digest = repeat('0', 64), root = encode(sha256(decode(previous_root, 'hex') ||
          convert_to(format(E'%s entry %s\\n', day, row_count), 'UTF8') || decode(repeat('0', 64), 'hex')), 'hex')
       WHERE ${FIRST} AND table_name = 'entry' AND day = '${days.four}'`;
    expect(await found(sql)).toEqual([
      ['seal.rows', TENANT, days.four, 'entry'],
      ['seal.chain', TENANT, days.three, 'entry'],
    ]);
  });

  test('gives one business the seal of another is found', async () => {
    const sql = `UPDATE billing.seal s SET (digest, previous_root, root) = (
        SELECT o.digest, o.previous_root, o.root FROM billing.seal o
         WHERE o.tenant_id = made(1, 2) AND o.table_name = s.table_name AND o.day = s.day)
      WHERE s.${FIRST} AND s.table_name = 'entry'`;
    const names = (await found(sql)).map((each) => (each as string[])[0]);
    expect(names).toEqual(['seal.rows', 'seal.rows', 'seal.chain']);
  });
});

describe('a record of consent of today, which no seal has yet,', () => {
  const LAST = `${FIRST} AND id = made(8, 1, 3)`;
  const ITS_SUBJECT = `${FIRST} AND subject_id = made(3, 1, 2)`;
  /** As the trigger that was switched off makes it. */
  const RECHAINED = `
    CREATE TABLE public.again AS SELECT * FROM compliance.consent_event WHERE ${ITS_SUBJECT} ORDER BY sequence;
    RESET session_replication_role;
    UPDATE compliance.consent SET records = 0, records_hash = '' WHERE ${ITS_SUBJECT};
    SET session_replication_role = replica;
    DELETE FROM compliance.consent_event WHERE ${ITS_SUBJECT};
    RESET session_replication_role;
    INSERT INTO compliance.consent_event OVERRIDING SYSTEM VALUE SELECT * FROM public.again;`;
  const ONE_MORE = `
    INSERT INTO compliance.consent_event (tenant_id, id, subject_id, subject_kind, action, origin, basis, source, proof,
                                          obtained_at, recorded_by)
      VALUES (made(1, 1), made(10, 1), made(3, 1, 2), 'recipient', 'opt_in', 'staff', 'express', 'verbal', 'x', now(), 'user:u');`;

  async function records(sql: string, sealedMs?: number): Promise<unknown[]> {
    const violations = await clean.spoilt(sql, (url) =>
      verifyInstallation({ databaseUrls: [url], atRest: true, sealedMs, only: ['consent.record'] }),
    );
    return violations.flatMap(({ examples }) => examples.map(({ subjectId }) => subjectId));
  }
  const SUBJECT = '00000003-0000-5000-8000-000100000002';

  test.each([
    ['changed', `${UNGUARDED} UPDATE compliance.consent_event SET proof = 'a call' WHERE ${LAST}`],
    [
      'changed before another',
      `${UNGUARDED} UPDATE compliance.consent_event SET obtained_at = now() WHERE ${FIRST} AND id = made(8, 1, 2)`,
    ],
    ['taken away', `${UNGUARDED} DELETE FROM compliance.consent_event WHERE ${LAST}`],
    ['added', `${UNGUARDED} ${ONE_MORE}`],
    [
      'changed, and its chain made anew',
      `${UNGUARDED} UPDATE compliance.consent_event SET proof = 'a call' WHERE ${LAST}; ${RECHAINED}`,
    ],
    [
      'passed over by where consent stands',
      `UPDATE compliance.consent SET written = true WHERE ${ITS_SUBJECT}`,
    ],
    [
      'passed over by whether there is any',
      `UPDATE compliance.consent SET state = 'opted_out', basis = NULL WHERE ${ITS_SUBJECT}`,
    ],
  ])('is found when it is %s', async (_, sql) => {
    expect(await records(sql)).toEqual([SUBJECT]);
    expect(await records(sql, 2 * DAY_MS)).toEqual([SUBJECT]);
  });

  test('is well when another was added to it, or its chain is made anew of the same', async () => {
    expect(await records(ONE_MORE)).toEqual([]);
    expect(await records(`${UNGUARDED} ${RECHAINED}`)).toEqual([]);
  });

  test.each([
    `UPDATE compliance.consent_event SET proof = 'a call' WHERE ${LAST}`,
    `DELETE FROM compliance.consent_event WHERE ${LAST}`,
    `TRUNCATE compliance.consent_event`,
  ])('is guarded against whoever owns the database: %s', async (sql) => {
    await expect(records(sql)).rejects.toThrow('a record of consent is not changed');
  });
});

test('what can not be hashed in time is named, all of it, and the rest is looked at', async () => {
  const tampered = `${UNGUARDED} UPDATE compliance.consent_event SET proof = 'a call' WHERE ${FIRST} AND id = made(8, 1, 1)`;
  await clean.spoilt(tampered, async (url) => {
    const unlock = await clean.hold(url, 'LOCK TABLE billing.entry, billing.draw');
    const look = { databaseUrls: [url], atRest: true, statementTimeoutMs: 500 };
    try {
      const outcomes = await inspectInstallation({ ...look, only: ['seal.rows', 'seal.missing'] });
      expect(outcomes).toMatchObject([
        { name: 'seal.rows', overran: true, count: 1, examples: [{ table: 'consent_event' }] },
        { name: 'seal.missing', overran: true, count: 0 },
      ]);
      expect(outcomes[0]?.notChecked).toMatch(/entry of \d{4}-\d\d .*, draw of \d{4}-\d\d /);
      const verified = verifyInstallation({ ...look, only: ['seal.missing', 'billing.lot-draws'] });
      await expect(verified).rejects.toThrow(/billing\.lot-draws: .*; seal\.missing: /);
    } finally {
      await unlock();
    }
  });
});

test('a look at the last days hashes those anew, and of older ones the seals', async () => {
  const older = `UPDATE billing.entry SET segments = 7 WHERE ${FIRST} AND message_id = made(6, 1, 10)`;
  expect(await found(older, 3 * DAY_MS)).toEqual([]);
  expect(await found(older)).toEqual([['seal.rows', TENANT, days.four, 'entry']]);
  const recent = `UPDATE billing.entry SET segments = 7 WHERE ${NINTH}`;
  expect(await found(recent, 3 * DAY_MS)).toEqual([['seal.rows', TENANT, days.three, 'entry']]);
  const root = `UPDATE billing.seal SET root = digest WHERE ${FIRST} AND table_name = 'entry' AND day = '${days.four}'`;
  const names = (await found(root, DAY_MS)).map((each) => (each as string[])[0]);
  expect(names).toEqual(['seal.chain', 'seal.chain']);
});
