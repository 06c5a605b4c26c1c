import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { CouldNotVerify, Overran } from './could-not-verify.js';
import { Reader } from './reader.js';
import { EVENT_LOG_SCHEMA, type Service, SERVICES } from './services.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** So much later than Postgres should have answered, nobody is there. */
const ANSWER_MARGIN_MS = 10_000;
const CLOSE_TIMEOUT_MS = 1_000;
const LOCK_TIMEOUT_MS = 5_000;
/** A snapshot keeps dead rows alive: nobody holds one while doing nothing. */
const IDLE_MARGIN_MS = 5 * 60_000;

/** Postgres ended a statement: it took too long, or waited too long for a lock. */
const TOO_LONG = new Set(['57014', '55P03']);

/** The databases of an installation, each in a read-only transaction of its own. */
export class Databases {
  private readonly bySchema = new Map<string, Reader>();

  private constructor(private readonly readers: readonly Reader[]) {}

  /** @throws CouldNotVerify when one can't be opened, or a service that is needed is in none of them */
  static async open(
    urls: readonly string[],
    statementTimeoutMs: number,
    needed: readonly Service[],
  ): Promise<Databases> {
    const opened = await Promise.allSettled(urls.map((url) => open(url, statementTimeoutMs)));
    const readers = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const databases = new Databases(readers);
    try {
      for (const each of opened) if (each.status === 'rejected') throw each.reason;
      await databases.findSchemas();
      for (const service of needed) databases.of(service);
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

  /**
   * Does some reading. What Postgres ends in the middle is undone, so that the next can be read.
   * @throws Overran when Postgres ended it because of the time
   */
  async attempt(work: () => Promise<void>): Promise<void> {
    await this.inEach('SAVEPOINT attempt');
    try {
      await work();
      await this.inEach('RELEASE SAVEPOINT attempt');
    } catch (error) {
      await this.inEach('ROLLBACK TO SAVEPOINT attempt').catch(() => undefined);
      const { code, message } = error as { code?: string; message: string };
      throw TOO_LONG.has(code ?? '') ? new Overran(message, { cause: error }) : error;
    }
  }

  /** Waits for nobody who is gone. */
  async close(): Promise<void> {
    await Promise.race([
      Promise.allSettled(this.readers.map(({ client }) => client.end())),
      sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false }),
    ]);
  }

  private async inEach(sql: string): Promise<void> {
    await Promise.all(this.readers.map((reader) => reader.rows(sql)));
  }

  private async findSchemas(): Promise<void> {
    for (const reader of this.readers) {
      const found = await reader.rows<{ name: string }>(
        `SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY ($1)`,
        [[...SERVICES, EVENT_LOG_SCHEMA]],
      );
      for (const { name } of found) this.bySchema.set(name, reader);
    }
  }
}

async function open(url: string, statementTimeoutMs: number): Promise<Reader> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'fieldline-verify',
    query_timeout: statementTimeoutMs + ANSWER_MARGIN_MS,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // One of several waits while another answers.
    const idleMs = statementTimeoutMs + IDLE_MARGIN_MS;
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL statement_timeout = ${statementTimeoutMs}`);
    await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${idleMs}`);
    await client.query(`SET LOCAL jit = off`);
    // One core of a database that has other things to do.
    await client.query(`SET LOCAL max_parallel_workers_per_gather = 0`);
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
