import { createTestDatabase, type TestDatabase } from '@fieldline/testing';
import { zoneDataVersion } from '@fieldline/zones';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { Client } from 'pg';
import { dueAt } from '../src/reminder/due-time.js';

/** Provinces that set their clocks a last time in 2026: Node's zone data know both. */
const MOVED = [
  { timeZone: 'America/Vancouver', due: '2026-12-16T01:00:00.000Z', hours: -7, once: -8 },
  { timeZone: 'America/Edmonton', due: '2026-12-16T00:00:00.000Z', hours: -6, once: -7 },
];
const DECEMBER = '2026-12-15T18:00:00.000Z';

let database: TestDatabase;
let postgres: Client;
beforeAll(async () => {
  database = await createTestDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
  postgres = new Client({ connectionString: database.url });
  await postgres.connect();
});
afterAll(async () => {
  await postgres.end();
  await database.drop();
});

/** Hours ahead of UTC in December 2026. */
async function byPostgres(timeZone: string): Promise<number> {
  const sql = `SELECT extract(epoch FROM $1::timestamptz AT TIME ZONE $2
                              - $1::timestamptz AT TIME ZONE 'UTC')::int / 3600 AS hours`;
  const { rows } = await postgres.query<{ hours: number }>(sql, [DECEMBER, timeZone]);
  return rows[0]?.hours ?? NaN;
}

/** By the machine's own data: what holds after the last changeover of the year. */
function byZdump(timeZone: string): number {
  const lines = execFileSync('zdump', ['-v', '-c', '2026,2027', timeZone], { encoding: 'utf8' });
  const seconds = [...lines.matchAll(/2026 UTC? = .* gmtoff=(-?\d+)/g)].at(-1)?.[1];
  return Number(seconds) / 3_600;
}

function reachable(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.each(MOVED)('in $timeZone in December 2026', ({ timeZone, due, hours, once }) => {
  const atNine = { startsAt: new Date(Date.parse(due) + 15 * 3_600_000), timeZone };
  const sixInTheEvening = { kind: 'day_before_at', time: '18:00' } as const;

  test("a reminder goes by Node's zone data", () => {
    expect(dueAt(sixInTheEvening, atNine).toISOString()).toBe(due);
  });

  test("Postgres's may say otherwise, and keep the moment all the same", async () => {
    const theirs = await byPostgres(timeZone);
    const { rows } = await postgres.query<{ server_version: string }>('SHOW server_version');
    console.log(
      `${timeZone}: ${theirs} h by Postgres ${rows[0]?.server_version}, ` +
        `${hours} h by Node's ${zoneDataVersion()}`,
    );
    expect([hours, once]).toContain(theirs);
    await postgres.query(`SET TIME ZONE '${timeZone}'`);
    const kept = await postgres.query<{ at: Date }>('SELECT $1::timestamptz AS at', [due]);
    expect(kept.rows[0]?.at.toISOString()).toBe(due);
  });

  test("the machine's may say otherwise", () => {
    if (!reachable('zdump')) {
      console.warn('SKIPPED: there is no zdump here, so the machine was not asked');
      return;
    }
    const theirs = byZdump(timeZone);
    console.log(`${timeZone}: ${theirs} h by zdump, ${hours} h by Node's ${zoneDataVersion()}`);
    expect([hours, once]).toContain(theirs);
  });
});
