import type { ServiceName } from './processes.js';
import { connectAs } from './database.js';
import type { Place } from './business.js';

/** Rows that a service's release can't write. */
export interface Poison {
  readonly service: ServiceName;
  readonly table: string;
  /** Of the row `NEW`. */
  readonly when: string;
}

/**
 * Breaks a running service for some rows, as a bug in its handler would: writing one fails, each time.
 * @returns what mends it, as a new release would
 */
export async function poison(
  { dataDir }: Pick<Place, 'dataDir'>,
  { service, table, when }: Poison,
): Promise<() => Promise<void>> {
  const asOwner = async (...statements: readonly string[]): Promise<void> => {
    const owner = await connectAs(dataDir, service, 'owner');
    for (const sql of statements) await owner.query(sql);
    await owner.end();
  };
  await asOwner(
    `CREATE FUNCTION ${service}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'no such row can be written'; END $$`,
    `GRANT EXECUTE ON FUNCTION ${service}.refuse() TO PUBLIC`,
    `CREATE TRIGGER poison BEFORE INSERT OR UPDATE ON ${service}.${table} FOR EACH ROW
       WHEN (${when}) EXECUTE FUNCTION ${service}.refuse()`,
  );
  return () => asOwner(`DROP FUNCTION ${service}.refuse() CASCADE`);
}
