import {
  hasHiddenCharacters,
  hiddenCharacters,
  type JobTypeView,
  type ListQuery,
  normalName,
  type Page,
  type Upserted,
  type UpsertJobType,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { invalidRequest, notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { JobType } from './job-type.entity.js';
import { createJobTypes } from './job-type.queries.js';

const NAME_MAX_LENGTH = 100;

@Injectable()
export class JobTypeService {
  constructor(private readonly database: Database) {}

  /** An omitted field keeps its value; a new type is titled by its name. */
  async upsert(
    tenantId: string,
    text: string,
    change: UpsertJobType,
  ): Promise<Upserted<JobTypeView>> {
    const name = normalName(text);
    check(name, change);
    return this.database.asTenant(tenantId, async (tx) => {
      const [created] = await createJobTypes(tx, tenantId, [name]);
      const stored = await tx.findOneOrFail(JobType, {
        where: { tenantId, name },
        lock: { mode: 'pessimistic_write' },
      });
      const { title = stored.title, active = stored.active } = change;
      if (title === stored.title && active === stored.active) {
        const outcome = created === undefined ? 'unchanged' : 'created';
        return { outcome, record: toJobTypeView(stored), version: stored.version };
      }
      const version = created === undefined ? stored.version + 1 : stored.version;
      await tx.update(JobType, { tenantId, name }, { title, active, version });
      const record = { name, title, active };
      if (created !== undefined) return { outcome: 'created', record, version };
      const changed = [
        ...(title === stored.title ? [] : ['title']),
        ...(active === stored.active ? [] : ['active']),
      ];
      return { outcome: 'updated', record, version, changed };
    });
  }

  get(tenantId: string, text: string): Promise<JobTypeView> {
    const name = normalName(text);
    return this.database.asTenant(tenantId, async (tx) => {
      // What Postgres couldn't even be asked for is among them.
      const jobType = hasHiddenCharacters(name)
        ? null
        : await tx.findOneBy(JobType, { tenantId, name });
      if (!jobType) throw notFound('job type');
      return toJobTypeView(jobType);
    });
  }

  /** By name. */
  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<JobTypeView>> {
    const [after] = readCursor(cursor, 1);
    return this.database.asTenant(tenantId, async (tx) => {
      const jobTypes = await tx.find(JobType, {
        where: { tenantId, ...(after !== undefined && { name: MoreThan(after) }) },
        order: { name: 'ASC' },
        take: limit + 1,
      });
      return toPage(jobTypes.map(toJobTypeView), limit, ({ name }) => [name]);
    });
  }
}

/** Null passes the command's own rules as an omitted field does; here it would clear what must be there. */
function check(name: string, { title, active }: UpsertJobType): void {
  const errors = [
    ...(hasHiddenCharacters(name) ? [hiddenCharacters('name')] : []),
    ...(name === '' || name.length > NAME_MAX_LENGTH
      ? [{ field: 'name', message: `name must have 1 to ${NAME_MAX_LENGTH} characters` }]
      : []),
    ...(title === null ? [{ field: 'title', message: 'title must be text' }] : []),
    ...(active === null ? [{ field: 'active', message: 'active must be true or false' }] : []),
  ];
  if (errors.length > 0) throw invalidRequest(errors);
}

function toJobTypeView({ name, title, active }: JobType): JobTypeView {
  return { name, title, active };
}
