import { JobChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { Job } from './job.entity.js';
import type { JobRow } from './job.queries.js';

/** What the others know a job by. Its address stays here. */
export function toJobChanged(job: JobRow): JobChanged {
  return {
    jobId: job.id,
    externalId: job.externalId,
    contactId: job.contactId,
    jobType: job.jobType,
    startsAt: job.startsAt.toISOString(),
    endsAt: job.endsAt?.toISOString() ?? null,
    timeZone: job.timeZone,
    status: job.status,
    version: job.version,
  };
}

export const jobFact = stateFact({
  type: JobChanged,
  entity: Job,
  id: 'id',
  toPayload: toJobChanged,
});
