import { parseInstant, parseRef, type UpsertJob } from '@fieldline/contracts';
import type { FieldError } from '@fieldline/http';
import type { JobFields } from './job.merge.js';

/** A command whose values are read; its contact is still named as the caller did. An absent field was omitted. */
export type JobChange = Partial<Omit<JobFields, 'contactId'>> & { readonly contact?: string };

/** Jobs outside are typing errors. */
const EARLIEST = new Date('2000-01-01T00:00:00Z');
const LATEST = new Date('2100-01-01T00:00:00Z');

/** Null passes the command's own rules as an omitted field does, but these can't be without a value. */
const REQUIRED = ['contactId', 'jobType', 'startsAt', 'timeZone', 'status'] as const;
const TEXTS = ['contactId', 'jobType', 'technicianId', 'class', 'address', 'series'] as const;

/** What a command says, and its faults; faulty fields stay out of the change. */
export function readChange(command: UpsertJob): { change: JobChange; faults: FieldError[] } {
  const faults = REQUIRED.filter((field) => command[field] === null).map((field) =>
    fault(field, 'can not be cleared'),
  );
  for (const field of TEXTS) {
    // Postgres's text has no place for it.
    if (command[field]?.includes('\0')) faults.push(fault(field, 'must not contain NUL'));
  }
  const { contactId, jobType, sourceVersion } = command;
  if (contactId && !parseRef(contactId))
    faults.push(fault('contactId', 'must be an id of ours, or ext: and your own'));
  if (jobType?.trim() === '') faults.push(fault('jobType', 'must not be blank'));
  if (sourceVersion && !Number.isSafeInteger(sourceVersion))
    faults.push(fault('sourceVersion', 'must be below 2^53'));
  const startsAt = readInstant('startsAt', command.startsAt, faults);
  const endsAt = readInstant('endsAt', command.endsAt, faults);

  const { timeZone, technicianId, class: jobClass, status, address, series } = command;
  const change = present({
    contact: contactId,
    jobType: wellFormed(jobType),
    startsAt: startsAt ?? undefined,
    endsAt,
    timeZone,
    technicianId: wellFormed(technicianId),
    class: wellFormed(jobClass),
    status,
    address: wellFormed(address),
    series: wellFormed(series),
    sourceVersion: sourceVersion ?? undefined,
  });
  const faulty = new Set(faults.map(({ field }) => (field === 'contactId' ? 'contact' : field)));
  const good = Object.entries(change).filter(([field]) => !faulty.has(field));
  return { change: Object.fromEntries(good), faults };
}

function readInstant(
  field: string,
  text: string | null | undefined,
  faults: FieldError[],
): Date | null | undefined {
  if (text === undefined || text === null) return text;
  const instant = parseInstant(text);
  if (!instant) faults.push(fault(field, 'must say its offset, as 2026-12-01T15:00:00Z does'));
  else if (instant < EARLIEST || instant >= LATEST)
    faults.push(fault(field, 'must be between the years 2000 and 2100'));
  return instant;
}

/** Half a character would come back from the database as another, and the record never be unchanged. */
function wellFormed<T extends string | null | undefined>(text: T): T {
  return (typeof text === 'string' ? text.toWellFormed() : text) as T;
}

function present(change: JobChange): JobChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function fault(field: string, what: string): FieldError {
  return { field, message: `${field} ${what}` };
}
