import { Client } from 'pg';
import { DataSource, type EntityManager, type EntitySchema } from 'typeorm';
import type { DatabaseSettings } from './database.settings.js';
import { numbersFromBigint } from './number-types.js';

/** What a unit of work gets: everything it does is committed together or not at all. */
export type Transaction = EntityManager;

type Entity = (new () => object) | EntitySchema;
type CommitListener = () => void;

const STATEMENT_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The two doors to a service's schema. `asTenant` sees one tenant's rows and nothing else,
 * by row-level security; `asWorker` sees all of them and must join on the tenant in each statement.
 */
export class Database {
  private readonly tenant: DataSource;
  private readonly worker: DataSource;
  private readonly commitListeners = new WeakMap<Transaction, Set<CommitListener>>();

  constructor(settings: DatabaseSettings, entities: readonly Entity[]) {
    this.tenant = dataSource(settings.tenantUrl, settings.poolSize, entities);
    this.worker = dataSource(settings.workerUrl, settings.poolSize, entities);
  }

  async connect(): Promise<this> {
    await this.tenant.initialize();
    await this.worker.initialize();
    return this;
  }

  async close(): Promise<void> {
    for (const source of [this.tenant, this.worker]) {
      if (source.isInitialized) await source.destroy();
    }
  }

  /** @throws whatever `work` throws, after a rollback */
  asTenant<T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transaction(this.tenant, async (tx) => {
      await tx.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId]);
      return work(tx);
    });
  }

  /** As `asTenant`, all of it read as it was at one moment: nobody's commit comes between two statements. */
  asTenantAtOneMoment<T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.tenant.transaction('REPEATABLE READ', async (tx) => {
      await tx.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId]);
      return work(tx);
    });
  }

  /** @throws whatever `work` throws, after a rollback */
  asWorker<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transaction(this.worker, work);
  }

  /** One statement as the worker, committed by itself. Answers its rows. */
  async query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return rowsOf<T>(await this.worker.query<unknown>(sql, parameters));
  }

  /** Calls `listener` once `tx` has committed; never when it rolled back. */
  afterCommit(tx: Transaction, listener: CommitListener): void {
    const listeners = this.commitListeners.get(tx) ?? new Set();
    listeners.add(listener);
    this.commitListeners.set(tx, listeners);
  }

  /** Answers when a statement went through on both roles. */
  async ping(): Promise<void> {
    await Promise.all([this.tenant.query('SELECT 1'), this.worker.query('SELECT 1')]);
  }

  private async transaction<T>(
    source: DataSource,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    let committed: Transaction | undefined;
    const result = await source.transaction((tx) => {
      committed = tx;
      return work(tx);
    });
    const listeners = committed && this.commitListeners.get(committed);
    for (const listener of listeners ?? []) listener();
    return result;
  }
}

/** One statement inside a transaction. Answers its rows, whichever verb it is. */
export async function query<T>(
  tx: Transaction,
  sql: string,
  parameters: unknown[] = [],
): Promise<T[]> {
  return rowsOf<T>(await tx.query<unknown>(sql, parameters));
}

/** TypeORM answers a SELECT with rows, an UPDATE or DELETE with `[rows, count]`. */
function rowsOf<T>(result: unknown): T[] {
  if (!Array.isArray(result)) return [];
  const [first, second] = result as [unknown, unknown];
  return (Array.isArray(first) && typeof second === 'number' ? first : result) as T[];
}

/**
 * A connection that Postgres ends between two owners of it, pool and query runner, tells nobody
 * but this listener; without it the error would end the process. Its next use fails and is retried.
 */
class WatchedClient extends Client {
  constructor(...options: ConstructorParameters<typeof Client>) {
    super(...options);
    this.on('error', () => undefined);
  }
}

function dataSource(url: string, poolSize: number, entities: readonly Entity[]): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [...entities],
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      Client: WatchedClient,
      types: numbersFromBigint,
      statement_timeout: STATEMENT_TIMEOUT_MS,
    },
  });
}
