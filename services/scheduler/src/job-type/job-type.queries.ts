import { query, type Transaction } from '@fieldline/database';

/**
 * Makes the types that don't exist yet, titled by their name: a nightly import that names a new
 * one must not fail. In one order, so that two imports don't wait in a circle.
 * @returns the names of those that were made
 */
export async function createJobTypes(
  tx: Transaction,
  tenantId: string,
  names: Iterable<string>,
): Promise<string[]> {
  const rows = await query<{ name: string }>(
    tx,
    `INSERT INTO job_type (tenant_id, name, title) SELECT $1, n, n FROM unnest($2::text[]) AS n
     ON CONFLICT DO NOTHING RETURNING name`,
    [tenantId, [...new Set(names)].toSorted()],
  );
  return rows.map(({ name }) => name);
}
