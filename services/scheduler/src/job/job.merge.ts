import { invalidRequest } from '@fieldline/http';
import type { Job } from './job.entity.js';
import { missingFields, staleVersion } from './job.errors.js';

/** What a business's program may set. */
export type JobFields = Pick<
  Job,
  | 'contactId'
  | 'jobType'
  | 'startsAt'
  | 'endsAt'
  | 'timeZone'
  | 'technicianId'
  | 'class'
  | 'status'
  | 'address'
  | 'series'
  | 'sourceVersion'
>;

export interface Merged {
  readonly outcome: 'updated' | 'unchanged';
  readonly fields: JobFields;
}

/**
 * An omitted field keeps its value, null clears it.
 * @throws Problem stale_version, or invalid_request for a job that would end before it starts
 */
export function mergeJob(stored: JobFields, change: Partial<JobFields>): Merged {
  const { sourceVersion } = change;
  const known = stored.sourceVersion;
  if (typeof sourceVersion === 'number' && known !== null && sourceVersion < known)
    throw staleVersion(known);
  const fields = checked({ ...stored, ...change });
  const keys = Object.keys(change) as (keyof JobFields)[];
  const same = keys.every((key) => isSame(fields[key], stored[key]));
  return { outcome: same ? 'unchanged' : 'updated', fields };
}

/** @throws Problem invalid_request naming each field that a new job lacks */
export function newJob(change: Partial<JobFields>): JobFields {
  const { contactId, jobType, startsAt, timeZone } = change;
  if (!contactId || !jobType || !startsAt || !timeZone) {
    const required = { contactId, jobType, startsAt, timeZone };
    const missing = Object.entries(required).filter(([, value]) => value === undefined);
    throw missingFields(missing.map(([field]) => field));
  }
  return checked({
    endsAt: null,
    technicianId: null,
    class: null,
    status: 'scheduled',
    address: null,
    series: null,
    sourceVersion: null,
    ...change,
    contactId,
    jobType,
    startsAt,
    timeZone,
  });
}

function checked(fields: JobFields): JobFields {
  if (fields.endsAt && fields.endsAt < fields.startsAt)
    throw invalidRequest([{ field: 'endsAt', message: 'endsAt must not be before startsAt' }]);
  return fields;
}

function isSame(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}
