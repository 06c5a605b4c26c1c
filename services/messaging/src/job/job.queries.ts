import type { JobChanged } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import type { Received } from '@fieldline/events';

/** Of a batch only each visit's newest fact counts; the same version again mends the copy. */
export async function keepJobs(
  tx: Transaction,
  events: readonly Received<JobChanged>[],
): Promise<void> {
  await tx.query(
    `INSERT INTO job_copy (tenant_id, job_id, contact_id, version)
     SELECT DISTINCT ON (tenant_id, job_id) *
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) AS j (tenant_id, job_id, contact_id, version)
      ORDER BY tenant_id, job_id, version DESC
     ON CONFLICT (tenant_id, job_id) DO UPDATE
       SET contact_id = excluded.contact_id, version = excluded.version
     WHERE job_copy.version <= excluded.version`,
    [
      events.map(({ tenantId }) => tenantId),
      events.map(({ payload }) => payload.jobId),
      events.map(({ payload }) => payload.contactId),
      events.map(({ payload }) => payload.version),
    ],
  );
}
