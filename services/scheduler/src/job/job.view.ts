import type { JobView } from '@fieldline/contracts';
import type { JobRow } from './job.queries.js';

export function toJobView(job: JobRow): JobView {
  return {
    id: job.id,
    externalId: job.externalId,
    contactId: job.contactId,
    jobType: job.jobType,
    startsAt: job.startsAt.toISOString(),
    endsAt: job.endsAt?.toISOString() ?? null,
    timeZone: job.timeZone,
    technicianId: job.technicianId,
    class: job.class,
    status: job.status,
    address: job.address,
    series: job.series,
    sourceVersion: job.sourceVersion,
    version: job.version,
    createdAt: job.createdAt.toISOString(),
    updatedAt: job.updatedAt.toISOString(),
  };
}
