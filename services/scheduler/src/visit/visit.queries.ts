import { query, type Transaction } from '@fieldline/database';
import type { Job } from '../job/job.entity.js';

export interface Visits {
  readonly contactId: string;
  /** The job's id. */
  readonly next: Job['id'] | null;
  readonly last: Job['id'] | null;
}

/** For each contact the jobs on both sides of now, by one step into the index for each. */
export function findVisits(
  tx: Transaction,
  tenantId: string,
  contactIds: readonly string[],
): Promise<Visits[]> {
  return query<Visits>(
    tx,
    `SELECT c.id AS "contactId", n.id AS next, l.id AS last
       FROM unnest($2::uuid[]) WITH ORDINALITY AS c (id, position)
       LEFT JOIN LATERAL (
         SELECT j.id FROM job j
          WHERE j.tenant_id = $1 AND j.contact_id = c.id AND j.status = 'scheduled' AND j.starts_at > now()
          ORDER BY j.starts_at, j.id LIMIT 1) n ON true
       LEFT JOIN LATERAL (
         SELECT j.id FROM job j
          WHERE j.tenant_id = $1 AND j.contact_id = c.id AND j.status <> 'canceled' AND j.starts_at <= now()
          ORDER BY j.starts_at DESC, j.id DESC LIMIT 1) l ON true
      ORDER BY c.position`,
    [tenantId, contactIds],
  );
}
