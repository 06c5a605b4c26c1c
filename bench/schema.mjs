/** A durable Postgres (fsync on) with one service's schema, for as long as the bench runs. */
import { migrate, provisionService, roleNames, Database } from '@fieldline/database';
import { startPostgres } from '@fieldline/local-postgres';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const PASSWORD = 'bench';

export async function openSchema(name, migrations, entities = [], { poolSize = 10 } = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'fieldline-bench-'));
  const postgres = await startPostgres({ dataDir, durable: true });
  const adminUrl = postgres.url();
  const roles = roleNames(name);
  const urlOf = (role) => {
    const url = new URL(adminUrl);
    url.username = roles[role];
    url.password = PASSWORD;
    return url.href;
  };
  await provisionService(adminUrl, name, { owner: PASSWORD, tenant: PASSWORD, worker: PASSWORD });
  await migrate({ ownerUrl: urlOf('owner'), schema: name, migrations });
  const database = await new Database(
    { tenantUrl: urlOf('tenant'), workerUrl: urlOf('worker'), poolSize },
    entities,
  ).connect();
  const admin = new pg.Client({
    connectionString: adminUrl,
    options: `-c search_path=${name}`,
  });
  await admin.connect();
  const { rows } = await admin.query('SELECT version() AS version');
  console.log(`Node ${process.version}, ${rows[0].version.split(',')[0]}, fsync on`);
  return {
    database,
    admin,
    adminUrl,
    urlOf,
    async close() {
      await database.close();
      await admin.end();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
