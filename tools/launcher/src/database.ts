import { join } from 'node:path';
import { provisionService, roleNames } from '@fieldline/database';
import { type Postgres, startPostgres } from '@fieldline/local-postgres';
import { Client, escapeIdentifier } from 'pg';
import { passwordOf, type Secrets } from './secrets.js';

const DATABASE = 'fieldline';

export interface ServiceDatabase {
  readonly ownerUrl: string;
  readonly tenantUrl: string;
  readonly workerUrl: string;
}

export interface LocalDatabase {
  /** The three logins of a service. */
  of(service: string): ServiceDatabase;
  stop(): Promise<void>;
}

/** Starts Postgres in the data directory, with a schema and roles for each service. */
export async function startDatabase(
  dataDir: string,
  secrets: Secrets,
  services: readonly string[],
  onProgress: (message: string) => void,
): Promise<LocalDatabase> {
  const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), onProgress });
  try {
    await createDatabase(postgres);
    for (const service of services) {
      await provisionService(postgres.url(DATABASE), service, {
        owner: passwordOf(secrets, `${service} owner`),
        tenant: passwordOf(secrets, `${service} tenant`),
        worker: passwordOf(secrets, `${service} worker`),
      });
    }
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return {
    of: (service) => {
      const names = roleNames(service);
      const url = (role: 'owner' | 'tenant' | 'worker'): string => {
        const password = passwordOf(secrets, `${service} ${role}`);
        return `postgres://${names[role]}:${password}@${postgres.host}:${postgres.port}/${DATABASE}`;
      };
      return { ownerUrl: url('owner'), tenantUrl: url('tenant'), workerUrl: url('worker') };
    },
    stop: () => postgres.stop(),
  };
}

async function createDatabase(postgres: Postgres): Promise<void> {
  const client = new Client({ connectionString: postgres.url() });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${escapeIdentifier(DATABASE)}`);
  } finally {
    await client.end();
  }
}
