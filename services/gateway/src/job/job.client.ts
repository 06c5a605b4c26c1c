import type {
  ImportLine,
  JobTypeView,
  JobView,
  ListJobs,
  ListQuery,
  Page,
  Principal,
  UpsertJob,
  UpsertJobType,
  Upserted,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { IMPORT } from '../upstream/import.js';
import { Scheduler } from '../upstream/services.js';

@Injectable()
export class JobClient {
  constructor(private readonly scheduler: Scheduler) {}

  upsert(caller: Principal, ref: string, change: UpsertJob): Promise<Upserted<JobView>> {
    return this.scheduler.put(path`/jobs/${ref}`, caller, change);
  }

  list(caller: Principal, query: ListJobs): Promise<Page<JobView>> {
    return this.scheduler.get('/jobs', caller, query);
  }

  get(caller: Principal, ref: string): Promise<JobView> {
    return this.scheduler.get(path`/jobs/${ref}`, caller);
  }

  import(caller: Principal, lines: string): Promise<{ items: ImportLine[] }> {
    return this.scheduler.post('/jobs/import', caller, lines, IMPORT);
  }

  upsertType(
    caller: Principal,
    name: string,
    change: UpsertJobType,
  ): Promise<Upserted<JobTypeView>> {
    return this.scheduler.put(path`/job-types/${name}`, caller, change);
  }

  types(caller: Principal, query: ListQuery): Promise<Page<JobTypeView>> {
    return this.scheduler.get('/job-types', caller, query);
  }

  type(caller: Principal, name: string): Promise<JobTypeView> {
    return this.scheduler.get(path`/job-types/${name}`, caller);
  }
}
