import {
  type JobTypeView,
  ListQuery,
  type Page,
  type Principal,
  UpsertJobType,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { AuditService } from '../audit/audit.service.js';
import { type UpsertAnswer, upsertAnswer } from '../upstream/upsert-answer.js';
import { JobClient } from './job.client.js';

@Controller('v1/job-types')
export class JobTypeController {
  constructor(
    private readonly jobs: JobClient,
    private readonly audit: AuditService,
  ) {}

  @Put(':name')
  @Allow('job_types:write')
  async upsert(
    @Caller() caller: Principal,
    @Param('name') name: string,
    @Body() change: UpsertJobType,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpsertAnswer<JobTypeView>> {
    const upserted = await this.jobs.upsertType(caller, name, change);
    await this.audit.noteSet(caller, 'job_type', upserted.record.name, upserted);
    return upsertAnswer(upserted, reply);
  }

  @Get()
  @Allow('jobs:read')
  list(@Caller() caller: Principal, @Query() query: ListQuery): Promise<Page<JobTypeView>> {
    return this.jobs.types(caller, query);
  }

  @Get(':name')
  @Allow('jobs:read')
  get(@Caller() caller: Principal, @Param('name') name: string): Promise<JobTypeView> {
    return this.jobs.type(caller, name);
  }
}
