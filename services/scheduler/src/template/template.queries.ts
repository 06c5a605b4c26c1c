import { query, type Transaction } from '@fieldline/database';

/** Of `names`, those that are job types of the business. They can't go: no one may delete any. */
export async function knownJobTypes(
  tx: Transaction,
  tenantId: string,
  names: readonly string[],
): Promise<Set<string>> {
  const rows = await query<{ name: string }>(
    tx,
    `SELECT name FROM job_type WHERE tenant_id = $1 AND name = ANY($2::text[])`,
    [tenantId, names],
  );
  return new Set(rows.map(({ name }) => name));
}

export interface PutRow {
  readonly jobType: string;
  readonly outcome: 'created' | 'updated';
}

/**
 * Sets the template of each of `jobTypes`, in one order, so that two callers don't wait in a circle.
 * @returns those that it changed; what already said the same is not among them
 */
export function putTemplates(
  tx: Transaction,
  tenantId: string,
  jobTypes: readonly string[],
  body: string,
): Promise<PutRow[]> {
  return query<PutRow>(
    tx,
    `INSERT INTO template AS t (tenant_id, job_type, body)
     SELECT $1, name, $3 FROM unnest($2::text[]) AS name ORDER BY name
     ON CONFLICT (tenant_id, job_type) DO UPDATE
        SET body = excluded.body, version = t.version + 1, updated_at = now()
      WHERE t.body <> excluded.body
     RETURNING job_type AS "jobType",
               CASE version WHEN 1 THEN 'created' ELSE 'updated' END AS outcome`,
    [tenantId, jobTypes, body],
  );
}
