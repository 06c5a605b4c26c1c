import { externalIdOf, JobChanged, parseRef, type UpsertJob } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { invalidRequest, Problem, serviceUnavailable, together } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { type ContactIds, findContacts, findErased } from '../contact-copy/contact-copy.queries.js';
import { createJobTypes } from '../job-type/job-type.queries.js';
import { type JobChange, readChange } from './job.change.js';
import { contactErased, unknownContact } from './job.errors.js';
import { toJobChanged } from './job.fact.js';
import { type JobFields, mergeJob, newJob } from './job.merge.js';
import { insertJobs, JobRaced, type JobRow, lockJobs, updateJobs } from './job.queries.js';

export interface JobWrite {
  readonly externalId: string;
  readonly command: UpsertJob;
}

export type Written =
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly job: JobRow }
  | { readonly outcome: 'error'; readonly problem: Problem };

const ATTEMPTS = 5;

/**
 * Writes jobs, each by itself right or wrong, in one transaction with their facts. Waits happen in
 * one order (rows that exist, types, rows that don't, each sorted), so that writers that overlap
 * don't wait in a circle.
 */
@Injectable()
export class JobWriter {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** @param writes of different jobs */
  async write(tenantId: string, writes: readonly JobWrite[]): Promise<Written[]> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      try {
        return await this.database.asTenant(tenantId, (tx) => this.attempt(tx, tenantId, writes));
      } catch (error) {
        if (!(error instanceof JobRaced)) throw error;
      }
    }
    throw serviceUnavailable('The same jobs are being written elsewhere. Try again shortly.');
  }

  private async attempt(
    tx: Transaction,
    tenantId: string,
    writes: readonly JobWrite[],
  ): Promise<Written[]> {
    const results = await decideAll(tx, tenantId, writes);
    await this.store(tx, tenantId, results);
    return results;
  }

  /** What is wrong with writes whose other fields are refused already. Stores nothing. */
  async check(tenantId: string, writes: readonly Partial<JobWrite>[]): Promise<Problem[][]> {
    // One without its external id is a new one's: no job has an empty one.
    const named = writes.map(({ externalId = '', command = {} }) => ({ externalId, command }));
    const decided = await this.database.asTenant(tenantId, (tx) => decideAll(tx, tenantId, named));
    return decided.map((written) => (written.outcome === 'error' ? [written.problem] : []));
  }

  private async store(
    tx: Transaction,
    tenantId: string,
    results: readonly Written[],
  ): Promise<void> {
    const jobsOf = (outcome: 'created' | 'updated'): JobRow[] =>
      results.flatMap((result) => (result.outcome === outcome ? [result.job] : []));
    const [created, updated] = [jobsOf('created'), jobsOf('updated')];
    const changed = [...created, ...updated];
    if (changed.length === 0) return;
    await createJobTypes(
      tx,
      tenantId,
      changed.map((job) => job.jobType),
    );
    await insertJobs(tx, created);
    await updateJobs(tx, updated);
    await this.outbox.addAll(
      tx,
      changed.map((job) => ({ type: JobChanged, tenantId, payload: toJobChanged(job) })),
    );
  }
}

/** What becomes of each write by itself, with all that is wrong with it. Locks the jobs that are there. */
async function decideAll(
  tx: Transaction,
  tenantId: string,
  writes: readonly JobWrite[],
): Promise<Written[]> {
  const changes = writes.map(({ command }) => readChange(command));
  const contacts = await namedContacts(
    tx,
    tenantId,
    changes.map(({ change }) => change),
  );
  const ids = writes.map(({ externalId }) => externalIdOf('job', tenantId, externalId));
  const stored = await lockJobs(tx, tenantId, ids);
  const at = new Date();
  const decided = changes.map(({ change, faults }, index): Written => {
    const { externalId } = writes[index]!;
    const id = ids[index]!;
    const problems = faults.length > 0 ? [invalidRequest(faults)] : [];
    const { contact, ...others } = change;
    const contactId = contact === undefined ? undefined : contactOf(contact, contacts);
    if (contact !== undefined && contactId === undefined) problems.push(unknownContact());
    const fields = contactId === undefined ? others : { ...others, contactId };
    const written = attempted(() =>
      decide({ tenantId, id, externalId }, stored.get(id), fields, at),
    );
    if (written instanceof Problem) problems.push(written);
    else if (problems.length === 0) return written;
    return { outcome: 'error', problem: together(problems) };
  });
  return withoutErasedHomes(tx, tenantId, decided);
}

function decide(
  key: Pick<JobRow, 'tenantId' | 'id' | 'externalId'>,
  stored: JobRow | undefined,
  change: Partial<JobFields>,
  at: Date,
): Exclude<Written, { outcome: 'error' }> {
  if (!stored) {
    const job = { ...key, ...newJob(change), version: 1, createdAt: at, updatedAt: at };
    return { outcome: 'created', job };
  }
  const { outcome, fields } = mergeJob(stored, change);
  if (outcome === 'unchanged') return { outcome, job: stored };
  return { outcome, job: { ...stored, ...fields, version: stored.version + 1, updatedAt: at } };
}

/** Where somebody lives who was erased is not stored again. */
async function withoutErasedHomes(
  tx: Transaction,
  tenantId: string,
  decided: readonly Written[],
): Promise<Written[]> {
  const homes = decided.flatMap((written) => (hasNewHome(written) ? [written.job.contactId] : []));
  const erased = await findErased(tx, tenantId, homes);
  return decided.map((written) =>
    hasNewHome(written) && erased.has(written.job.contactId)
      ? { outcome: 'error', problem: contactErased() }
      : written,
  );
}

function hasNewHome(written: Written): written is Exclude<Written, { outcome: 'error' }> {
  const { outcome } = written;
  return (outcome === 'created' || outcome === 'updated') && written.job.address !== null;
}

function namedContacts(
  tx: Transaction,
  tenantId: string,
  changes: readonly JobChange[],
): Promise<ContactIds> {
  const refs = changes.flatMap(({ contact }) => (contact ? (parseRef(contact) ?? []) : []));
  return findContacts(tx, tenantId, {
    ids: refs.flatMap((ref) => ('id' in ref ? [ref.id] : [])),
    externalIds: refs.flatMap((ref) => ('externalId' in ref ? [ref.externalId] : [])),
  });
}

/** The id of a contact that is there. */
function contactOf(contact: string, { ids, byExternalId }: ContactIds): string | undefined {
  const ref = parseRef(contact);
  if (!ref) return undefined;
  const id = 'id' in ref ? ref.id.toLowerCase() : byExternalId.get(ref.externalId);
  return id !== undefined && ids.has(id) ? id : undefined;
}

/** The problem as a value: one write's doesn't stop the others. */
function attempted<T>(work: () => T): T | Problem {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
