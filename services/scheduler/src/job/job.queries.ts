import { query, type Transaction } from '@fieldline/database';
import { TransientError } from '@fieldline/events';
import type { Job } from './job.entity.js';

/** A row as plain fields, to be copied with changes. */
export type JobRow = Pick<Job, keyof Job>;

/** Somebody else made one of the same jobs first: the transaction is to be tried again, and will find it. */
export class JobRaced extends TransientError {
  override readonly name = 'JobRaced';
}

const GIVEN = `json_to_recordset($1) AS n (
  "tenantId" uuid, id uuid, "externalId" text, "contactId" uuid, "jobType" text,
  "startsAt" timestamptz, "endsAt" timestamptz, "timeZone" text, "technicianId" text, class text,
  status text, address text, series text, "sourceVersion" bigint, version bigint,
  "createdAt" timestamptz, "updatedAt" timestamptz)`;

/** Locks those that exist, in the order of their ids, so that two imports don't wait in a circle. */
export async function lockJobs(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, JobRow>> {
  const rows = await query<JobRow>(
    tx,
    `SELECT tenant_id AS "tenantId", id, external_id AS "externalId", contact_id AS "contactId",
            job_type AS "jobType", starts_at AS "startsAt", ends_at AS "endsAt",
            time_zone AS "timeZone", technician_id AS "technicianId", class, status, address, series,
            source_version AS "sourceVersion", version, created_at AS "createdAt",
            updated_at AS "updatedAt"
       FROM job WHERE tenant_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR UPDATE`,
    [tenantId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** @throws JobRaced when one of them exists by now */
export async function insertJobs(tx: Transaction, jobs: readonly JobRow[]): Promise<void> {
  if (jobs.length === 0) return;
  const rows = await query(
    tx,
    `INSERT INTO job (tenant_id, id, external_id, contact_id, job_type, starts_at, ends_at, time_zone,
            technician_id, class, status, address, series, source_version, version, created_at,
            updated_at)
     SELECT * FROM ${GIVEN} ORDER BY id ON CONFLICT DO NOTHING RETURNING 1`,
    [JSON.stringify(jobs)],
  );
  if (rows.length < jobs.length) throw new JobRaced('a job was made meanwhile');
}

/** Stores rows that the transaction has locked. */
export async function updateJobs(tx: Transaction, jobs: readonly JobRow[]): Promise<void> {
  if (jobs.length === 0) return;
  const rows = await query(
    tx,
    `UPDATE job j
        SET contact_id = n."contactId", job_type = n."jobType", starts_at = n."startsAt",
            ends_at = n."endsAt", time_zone = n."timeZone", technician_id = n."technicianId",
            class = n.class, status = n.status, address = n.address, series = n.series,
            source_version = n."sourceVersion", version = n.version, updated_at = n."updatedAt"
       FROM ${GIVEN}
      WHERE j.tenant_id = n."tenantId" AND j.id = n.id AND j.version < n.version RETURNING 1`,
    [JSON.stringify(jobs)],
  );
  if (rows.length !== jobs.length)
    throw new Error(`${rows.length} of ${jobs.length} jobs were changed`);
}
