import { localInstallation } from '@fieldline/verify';
import { Client, escapeIdentifier } from 'pg';
import type { Place } from './business.js';

/**
 * Every table of a product, whichever service's, that holds a text somewhere, be it as bytes: also the log of
 * the embedded transport. `messaging.note`, for instance.
 * @param text ASCII, and nothing that JSON or LIKE would write otherwise
 */
export async function tablesHolding(
  { dataDir }: Pick<Place, 'dataDir'>,
  text: string,
): Promise<string[]> {
  const { databaseUrl } = await localInstallation(dataDir);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ schema: string; name: string }>(
      `SELECT schemaname AS schema, tablename AS name FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`,
    );
    const holding: string[] = [];
    const sought = [`%${text}%`, `%${Buffer.from(text).toString('hex')}%`];
    for (const { schema, name } of rows) {
      const table = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
      const found = await client.query(
        `SELECT 1 FROM ${table} t WHERE t::text LIKE $1 OR t::text LIKE $2 LIMIT 1`,
        sought,
      );
      if (found.rowCount === 1) holding.push(`${schema}.${name}`);
    }
    return holding;
  } finally {
    await client.end();
  }
}
