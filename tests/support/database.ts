import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ServiceName } from './processes.js';

/** A connection to a running product's own Postgres, as one of a service's roles. */
export async function connectAs(
  dataDir: string,
  service: ServiceName,
  role: 'owner' | 'worker',
): Promise<Client> {
  const pid = readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
  const secrets = readFileSync(join(dataDir, 'secrets.json'), 'utf8');
  const { root } = JSON.parse(secrets) as { root: string };
  const client = new Client({
    host: '127.0.0.1',
    port: Number(pid.split('\n')[3]),
    database: 'fieldline',
    user: `${service}_${role}`,
    password: createHmac('sha256', root).update(`${service} ${role}`).digest('base64url'),
  });
  // Postgres may be restarted with the product: what is lost then is of no use any more.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
