import {
  faultOfExternalId,
  type JobView,
  isId,
  type ListJobs,
  type Page,
  parseInstant,
  parseInstantOrDate,
  parseRef,
  type RecordRef,
  type Upserted,
  type UpsertJob,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { invalidRequest, notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Job } from './job.entity.js';
import { toJobView } from './job.view.js';
import { JobWriter } from './job.writer.js';

@Injectable()
export class JobService {
  constructor(
    private readonly database: Database,
    private readonly writer: JobWriter,
  ) {}

  /**
   * @param ref our id of a job that exists, `ext:` and the external id, or the external id alone
   * @throws Problem not_found, unknown_contact, stale_version, invalid_request
   */
  async upsert(tenantId: string, ref: string, command: UpsertJob): Promise<Upserted<JobView>> {
    const named = refOf(ref);
    const externalId =
      'id' in named ? (await this.find(tenantId, named)).externalId : named.externalId;
    const fault = faultOfExternalId(externalId);
    if (fault) throw invalidRequest([fault]);
    const [written] = await this.writer.write(tenantId, [{ externalId, command }]);
    if (!written) throw new Error('a job was written without a result');
    if (written.outcome === 'error') throw written.problem;
    const { outcome, job } = written;
    return { outcome, record: toJobView(job), version: job.version };
  }

  async get(tenantId: string, ref: string): Promise<JobView> {
    return toJobView(await this.find(tenantId, refOf(ref)));
  }

  /** By start, then id. `from` is included, `to` isn't; a bare date is its midnight in UTC. */
  list(tenantId: string, query: ListJobs): Promise<Page<JobView>> {
    const { limit, jobType } = query;
    const range = { from: limitOf('from', query.from), to: limitOf('to', query.to) };
    const after = placeOf(query.cursor);
    return this.database.asTenant(tenantId, async (tx) => {
      const select = tx.createQueryBuilder(Job, 'job').where({ tenantId });
      if (range.from) select.andWhere('job.startsAt >= :from', range);
      if (range.to) select.andWhere('job.startsAt < :to', range);
      if (jobType !== undefined) select.andWhere('job.jobType = :jobType', { jobType });
      if (after) select.andWhere('(job.startsAt, job.id) > (:startsAt, :id)', after);
      const jobs = await select
        .orderBy({ 'job.startsAt': 'ASC', 'job.id': 'ASC' })
        .limit(limit + 1)
        .getMany();
      return toPage(jobs.map(toJobView), limit, ({ startsAt, id }) => [startsAt, id]);
    });
  }

  private async find(tenantId: string, ref: RecordRef): Promise<Job> {
    const job = await this.database.asTenant(tenantId, (tx) =>
      'externalId' in ref && ref.externalId.includes('\0')
        ? Promise.resolve(null)
        : tx.findOneBy(Job, { tenantId, ...ref }),
    );
    if (!job) throw notFound('job');
    return job;
  }
}

/** What has the form of our ids is one: an external id of that form is written with `ext:`. */
function refOf(text: string): RecordRef {
  return parseRef(text) ?? { externalId: text };
}

function limitOf(field: string, text: string | undefined): Date | undefined {
  if (!text) return undefined;
  const instant = parseInstantOrDate(text);
  if (!instant)
    throw invalidRequest([
      { field, message: `${field} must be a date, or a time with its offset` },
    ]);
  return instant;
}

function placeOf(cursor: string | undefined): { startsAt: Date; id: string } | undefined {
  const [start, id] = readCursor(cursor, 2);
  if (start === undefined || id === undefined) return undefined;
  const startsAt = parseInstant(start);
  if (!startsAt || !isId(id))
    throw invalidRequest([{ field: 'cursor', message: 'cursor is not one of ours' }]);
  return { startsAt, id };
}
