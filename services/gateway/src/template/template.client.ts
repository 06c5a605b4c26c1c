import type {
  CopyTemplate,
  ListQuery,
  Page,
  Principal,
  PutTemplate,
  TemplateCopyView,
  TemplateView,
  Upserted,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Scheduler } from '../upstream/services.js';

@Injectable()
export class TemplateClient {
  constructor(private readonly scheduler: Scheduler) {}

  put(caller: Principal, jobType: string, template: PutTemplate): Promise<Upserted<TemplateView>> {
    return this.scheduler.put(path`/job-types/${jobType}/template`, caller, template);
  }

  get(caller: Principal, jobType: string): Promise<TemplateView> {
    return this.scheduler.get(path`/job-types/${jobType}/template`, caller);
  }

  list(caller: Principal, query: ListQuery): Promise<Page<TemplateView>> {
    return this.scheduler.get('/templates', caller, query);
  }

  copy(
    caller: Principal,
    jobType: string,
    copy: CopyTemplate,
  ): Promise<{ items: TemplateCopyView[] }> {
    return this.scheduler.post(path`/job-types/${jobType}/template/copy`, caller, copy);
  }

  /** @returns the job type, as it is stored */
  delete(caller: Principal, jobType: string): Promise<{ jobType: string }> {
    return this.scheduler.delete(path`/job-types/${jobType}/template`, caller);
  }
}
