import { Client } from 'pg';
import { CouldNotVerify } from './could-not-verify.js';
import { Reader } from './reader.js';
import { EVENT_LOG_SCHEMA, SERVICES } from './services.js';

const CONNECT_TIMEOUT_MS = 5_000;

/** The databases of an installation, each in a read-only transaction of its own. */
export class Databases {
  private readonly bySchema = new Map<string, Reader>();

  private constructor(private readonly readers: readonly Reader[]) {}

  /** @throws CouldNotVerify when one can't be opened, or a service is in none of them */
  static async open(urls: readonly string[], statementTimeoutMs: number): Promise<Databases> {
    const opened = await Promise.allSettled(urls.map((url) => open(url, statementTimeoutMs)));
    const readers = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const databases = new Databases(readers);
    try {
      for (const each of opened) if (each.status === 'rejected') throw each.reason;
      await databases.findSchemas();
    } catch (error) {
      await databases.close();
      throw new CouldNotVerify(messageOf(error), { cause: error });
    }
    return databases;
  }

  has(schema: string): boolean {
    return this.bySchema.has(schema);
  }

  of(schema: string): Reader {
    const reader = this.bySchema.get(schema);
    if (!reader) throw new CouldNotVerify(`no schema ${schema} in the databases given`);
    return reader;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.readers.map(({ client }) => client.end()));
  }

  private async findSchemas(): Promise<void> {
    for (const reader of this.readers) {
      const found = await reader.rows<{ name: string }>(
        `SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY ($1)`,
        [[...SERVICES, EVENT_LOG_SCHEMA]],
      );
      for (const { name } of found) this.bySchema.set(name, reader);
    }
    for (const service of SERVICES) this.of(service);
  }
}

async function open(url: string, statementTimeoutMs: number): Promise<Reader> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'fieldline-verify',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL statement_timeout = ${statementTimeoutMs}`);
    await client.query(`SET LOCAL lock_timeout = '5s'`);
    await client.query(`SET LOCAL jit = off`);
    // Rows that a policy hides would make everything look well: rather an error.
    await client.query('SET LOCAL row_security = off');
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return new Reader(client);
}

/** Several addresses of one name fail together, and then the message is in the parts. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
