import {
  type ImportLine,
  type JobView,
  ListJobs,
  type Page,
  type Principal,
  UpsertJob,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { AuditService } from '../audit/audit.service.js';
import { RefPipe } from '../ref.js';
import { LinesPipe } from '../upstream/import.js';
import { type UpsertAnswer, upsertAnswer } from '../upstream/upsert-answer.js';
import { JobClient } from './job.client.js';

@Controller('v1/jobs')
export class JobController {
  constructor(
    private readonly jobs: JobClient,
    private readonly audit: AuditService,
  ) {}

  /** Named by `ext:…`, by the external id alone, or by our id. */
  @Put(':ref')
  @Allow('jobs:write')
  async upsert(
    @Caller() caller: Principal,
    @Param('ref') ref: string,
    @Body() change: UpsertJob,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpsertAnswer<JobView>> {
    return upsertAnswer(await this.jobs.upsert(caller, ref, change), reply);
  }

  @Post('import')
  @HttpCode(200)
  @Allow('jobs:write')
  async import(
    @Caller() caller: Principal,
    @Body(new LinesPipe()) lines: string,
  ): Promise<{ items: ImportLine[] }> {
    const imported = await this.jobs.import(caller, lines);
    await this.audit.noteImport(caller, 'job', imported.items);
    return imported;
  }

  @Get()
  @Allow('jobs:read')
  list(@Caller() caller: Principal, @Query() query: ListJobs): Promise<Page<JobView>> {
    return this.jobs.list(caller, query);
  }

  @Get(':ref')
  @Allow('jobs:read')
  get(
    @Caller() caller: Principal,
    @Param('ref', new RefPipe('job')) ref: string,
  ): Promise<JobView> {
    return this.jobs.get(caller, ref);
  }
}
