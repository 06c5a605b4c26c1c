import { newId } from '@fieldline/contracts';
import { Database, migrate, provisionService, roleNames } from '@fieldline/database';
import { createTestDatabase } from '@fieldline/testing';
import { Client } from 'pg';
import { billing } from '../src/index.js';

const PASSWORD = 'test';

export type LedgerDatabase = Awaited<ReturnType<typeof createLedgerDatabase>>;

/** Billing's schema without billing: nothing happens in it that a test doesn't do. */
export async function createLedgerDatabase() {
  const { url, drop } = await createTestDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
  const roles = roleNames('billing');
  const urlOf = (role: keyof typeof roles): string =>
    Object.assign(new URL(url), { username: roles[role], password: PASSWORD }).href;
  const passwords = { owner: PASSWORD, tenant: PASSWORD, worker: PASSWORD };
  await provisionService(url, 'billing', passwords);
  const { migrations, entities } = billing;
  await migrate({ ownerUrl: urlOf('owner'), schema: 'billing', migrations });
  const settings = { tenantUrl: urlOf('tenant'), workerUrl: urlOf('worker'), poolSize: 4 };
  const database = await new Database(settings, entities).connect();
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`SET search_path = billing; SET TIME ZONE 'UTC'`);

  return {
    admin,
    database,
    urlOf,
    /** A grant and a withdrawal at noon, so many days ago: two entries, two adjustments and a draw. */
    async book(tenantId: string, daysAgo: number): Promise<void> {
      const { rows } = await admin.query<{ began: string }>(
        'SELECT clock_timestamp()::text AS began',
      );
      await admin.query('SELECT lock_accounts(ARRAY[$1::uuid])', [tenantId]);
      await admin.query(`SELECT credit($1, $2, 'grant', 100, 1500000, 'a grant', 'test')`, [
        tenantId,
        newId(),
      ]);
      await admin.query(`SELECT debit($1, $2, 'withdrawal', 10, NULL, 'a mistake', 'test')`, [
        tenantId,
        newId(),
      ]);
      for (const table of ['entry', 'draw', 'adjustment'])
        await admin.query(
          `UPDATE ${table} SET at = (current_date - $2 * interval '1 day' + interval '12 hours') AT TIME ZONE 'UTC'
            WHERE tenant_id = $1 AND at BETWEEN $3 AND clock_timestamp()`,
          [tenantId, daysAgo, rows[0]?.began],
        );
    },
    async stop(): Promise<void> {
      await database.close();
      await admin.end();
      await drop();
    },
  };
}
