import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inspectInstallation, verifyInstallation } from '../src/index.js';
import { createInstallation, type TestInstallation } from './installation.js';
import { seedSql } from './seed.js';

/** As many texts as wanted by hand, to see how long it takes. */
const TEXTS = Number(process.env['VERIFY_TEXTS'] ?? 400);
const TEXTS_EACH = 100;

let clean: TestInstallation;
beforeAll(async () => {
  const tenants = Math.ceil(TEXTS / TEXTS_EACH);
  clean = await createInstallation(seedSql({ tenants, textsEach: TEXTS_EACH }));
}, 600_000);
afterAll(() => clean.drop());

/** The role of the README, with or without the right that makes it see every row. */
async function asReader(right: string, work: (url: string) => Promise<void>): Promise<void> {
  const reader = `reader_${randomBytes(4).toString('hex')}`;
  const url = new URL(clean.url);
  [url.username, url.password] = [reader, 'test'];
  await clean.run(
    clean.url,
    `CREATE ROLE ${reader} LOGIN ${right} PASSWORD 'test'; GRANT pg_read_all_data TO ${reader};
     ALTER ROLE ${reader} SET default_transaction_read_only = on`,
  );
  try {
    await work(url.href);
  } finally {
    await clean.run(clean.url, `DROP ROLE ${reader}`);
  }
}

describe('a healthy installation', () => {
  test.each([true, false])(
    'has nothing wrong with it (at rest: %s)',
    async (atRest) => {
      const started = performance.now();
      const outcomes = await inspectInstallation({ databaseUrls: [clean.url], atRest });
      const ms = Math.round(performance.now() - started);
      expect(outcomes.filter(({ count }) => count > 0)).toEqual([]);
      if (TEXTS > 400) {
        const lines = outcomes.map((each) => `${each.name} ${Math.round(each.ms)} ms`);
        process.stdout.write(`${lines.join('\n')}\n${TEXTS} texts: ${ms} ms\n`);
      }
    },
    300_000,
  );

  test('is one in several databases too', async () => {
    const violations = await clean.spoilt('DROP SCHEMA billing CASCADE', (rest) =>
      clean.spoilt(
        'DROP SCHEMA messaging, gateway, compliance, scheduler, transport CASCADE',
        (billing) => verifyInstallation({ databaseUrls: [rest, billing], atRest: true }),
      ),
    );
    expect(violations).toEqual([]);
  });

  test('is read by a role that may write nothing', async () => {
    await asReader('BYPASSRLS', async (url) => {
      expect(await verifyInstallation({ databaseUrls: [url], atRest: true })).toEqual([]);
    });
  });

  test('is not declared well by a role from which policies hide its rows', async () => {
    await asReader('NOBYPASSRLS', async (url) => {
      const verified = verifyInstallation({ databaseUrls: [url], atRest: true });
      await expect(verified).rejects.toThrow('the role must be one with BYPASSRLS');
    });
  });

  test('is not declared well where a service is missing', async () => {
    const verified = clean.spoilt('DROP SCHEMA scheduler CASCADE', (url) =>
      verifyInstallation({ databaseUrls: [url] }),
    );
    await expect(verified).rejects.toThrow('no schema scheduler');
  });
});
