import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { createLogger } from '@fieldline/telemetry';
import { inspectInstallation } from '../src/index.js';
import { Watch } from '../src/watch/watch.js';
import { createInstallation, type TestInstallation } from './installation.js';
import { seedSql } from './seed.js';

let clean: TestInstallation;
beforeAll(async () => {
  clean = await createInstallation(seedSql({ tenants: 2, textsEach: 12 }));
}, 120_000);
afterAll(() => clean.drop());

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly invariant?: string;
  readonly count?: number;
  readonly rows?: readonly object[];
}

/** Watches a copy of the installation while `work` does things to it. @returns nothing: see the lines */
function watched(
  work: (url: string, lines: readonly Line[], looks: () => Promise<void>) => Promise<void>,
): Promise<void> {
  return clean.spoilt('', async (url) => {
    const lines: Line[] = [];
    let looks = 0;
    const write = (text: string): void => void lines.push(JSON.parse(text) as Line);
    const logger = createLogger({ service: 'verify', destination: { write } });
    const look = async () => {
      try {
        return await inspectInstallation({
          databaseUrls: [url],
          graceMs: 1,
          secondLookAfterMs: 1,
          only: ['billing.balance'],
        });
      } finally {
        looks += 1;
      }
    };
    const stop = new AbortController();
    const running = new Watch({ everyMs: 50, logger, look }).run(stop.signal);
    /** What was begun before now may have seen what was before: the second one from now has not. */
    const twoMore = async (): Promise<void> => {
      const until = looks + 2;
      await eventually(() => expect(looks).toBeGreaterThanOrEqual(until), { timeoutMs: 15_000 });
    };
    try {
      await work(url, lines, twoMore);
    } finally {
      stop.abort();
      await running;
    }
  });
}

const OFF_BY_ONE = `UPDATE billing.account SET available = available + 1 WHERE tenant_id = made(1, 1)`;
const AND_ANOTHER = `UPDATE billing.account SET available = available + 1 WHERE tenant_id = made(1, 2)`;
const MENDED = `UPDATE billing.account SET available = available - 1`;
const tenant = (n: number) => ({ tenantId: `00000001-0000-5000-8000-000${n}00000000` });

describe('a watch', () => {
  test('is silent while all is well', () =>
    watched(async (_, lines, looks) => {
      await looks();
      expect(lines).toEqual([]);
    }));

  test('says once what is wrong and where, once what comes to it, and once that it is over', () =>
    watched(async (url, lines, looks) => {
      await clean.run(url, OFF_BY_ONE);
      await looks();
      await looks();
      const invariant = 'billing.balance';
      const first = { level: 'error', invariant, count: 1, rows: [tenant(1)] };
      expect(lines).toMatchObject([{ ...first, msg: expect.stringContaining('not the sums') }]);
      await clean.run(url, AND_ANOTHER);
      await looks();
      const second = { level: 'error', invariant, count: 2, rows: [tenant(2)] };
      expect(lines).toMatchObject([first, second]);
      await clean.run(url, MENDED);
      await looks();
      expect(lines.slice(2)).toMatchObject([{ level: 'info', invariant, msg: 'holds again' }]);
    }));

  test('outlives a database that goes away, and says so once', () =>
    watched(async (url, lines, looks) => {
      const { pathname } = new URL(url);
      const name = pathname.slice(1);
      await clean.run(clean.url, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await clean.run(
        clean.url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      );
      await looks();
      await looks();
      expect(new Set(lines.map(({ msg }) => msg))).toEqual(new Set(['could not look']));
      await clean.run(clean.url, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await looks();
      expect(lines.at(-1)).toMatchObject({ level: 'info', msg: 'it can be looked at again' });
      await clean.run(url, OFF_BY_ONE);
      await looks();
      expect(lines.at(-1)).toMatchObject({ invariant: 'billing.balance' });
    }));
});

describe('a check that takes too long', () => {
  /** Held as a migration would hold it: whoever reads it waits. */
  const whileLocked = (work: (url: string) => Promise<void>): Promise<void> =>
    clean.spoilt('', async (url) => {
      const locker = await clean.hold(url, 'LOCK TABLE billing.hold');
      try {
        await work(url);
      } finally {
        await locker();
      }
    });

  test('is given up, and the others are made', () =>
    whileLocked(async (url) => {
      const outcomes = await inspectInstallation({
        databaseUrls: [url],
        statementTimeoutMs: 500,
        atRest: true,
      });
      const overran = outcomes.filter((outcome) => outcome.overran).map(({ name }) => name);
      expect(overran).toContain('billing.held');
      expect(overran).not.toContain('billing.balance');
      expect(overran).not.toContain('tenancy.thread');
      expect(outcomes.filter(({ count }) => count > 0)).toEqual([]);
    }));
});
