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

export interface DatabaseOptions {
  readonly dataDir: string;
  /** Of a server of one's own, instead of one in the data directory. */
  readonly url?: string;
  readonly secrets: Secrets;
  readonly services: readonly string[];
  readonly maxConnections?: number;
  onProgress(message: string): void;
}

/** Starts Postgres in the data directory, or takes the one given, with a schema and roles for each service. */
export async function startDatabase(options: DatabaseOptions): Promise<LocalDatabase> {
  const { secrets, services } = options;
  const postgres = options.url ? serverAt(options.url) : await startLocal(options);
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
        const url = new URL(postgres.url(DATABASE));
        return Object.assign(url, { username: names[role], password }).href;
      };
      return { ownerUrl: url('owner'), tenantUrl: url('tenant'), workerUrl: url('worker') };
    },
    stop: () => postgres.stop(),
  };
}

type Server = Pick<Postgres, 'url' | 'stop'>;

function startLocal({ dataDir, maxConnections, onProgress }: DatabaseOptions): Promise<Server> {
  return startPostgres({
    dataDir: join(dataDir, 'postgres'),
    ...(maxConnections && { settings: { max_connections: maxConnections } }),
    onProgress,
  });
}

function serverAt(address: string): Server {
  return {
    url: (database) => Object.assign(new URL(address), { pathname: `/${database}` }).href,
    stop: async () => undefined,
  };
}

async function createDatabase(postgres: Server): Promise<void> {
  const client = new Client({ connectionString: postgres.url('postgres') });
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
