import { DataSource, type MigrationInterface } from 'typeorm';
import { Client } from 'pg';

export interface MigrateOptions {
  /** The owner role's address: the only one that may change tables. */
  readonly ownerUrl: string;
  readonly schema: string;
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/**
 * Brings a service's schema up to date, under a lock: of several replicas that start
 * together one migrates and the others wait for it.
 */
export async function migrate({ ownerUrl, schema, migrations }: MigrateOptions): Promise<void> {
  const lock = new Client({ connectionString: ownerUrl });
  await lock.connect();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtextextended($1, 0))`, [`migrate ${schema}`]);
    const source = new DataSource({
      type: 'postgres',
      url: ownerUrl,
      schema,
      migrations: [...migrations],
      migrationsTableName: 'migration',
      migrationsTransactionMode: 'each',
      poolSize: 1,
    });
    await source.initialize();
    try {
      await source.runMigrations();
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}
