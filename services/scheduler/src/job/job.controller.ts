import {
  type ImportLine,
  type JobView,
  ListJobs,
  type Page,
  type Upserted,
  UpsertJob,
} from '@fieldline/contracts';
import { TenantId, unsupportedMediaType } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { JobImporter } from './job.importer.js';
import { JobService } from './job.service.js';

@Controller('jobs')
export class JobController {
  constructor(
    private readonly jobs: JobService,
    private readonly importer: JobImporter,
  ) {}

  @Put(':ref')
  upsert(
    @TenantId() tenantId: string,
    @Param('ref') ref: string,
    @Body() command: UpsertJob,
  ): Promise<Upserted<JobView>> {
    return this.jobs.upsert(tenantId, ref, command);
  }

  /** JSON lines, as text: each is checked, and may fail, by itself. */
  @Post('import')
  @HttpCode(200)
  async import(
    @TenantId() tenantId: string,
    @Body() text: unknown,
  ): Promise<{ items: ImportLine[] }> {
    if (typeof text !== 'string') throw unsupportedMediaType();
    return { items: await this.importer.import(tenantId, text) };
  }

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListJobs): Promise<Page<JobView>> {
    return this.jobs.list(tenantId, query);
  }

  @Get(':ref')
  get(@TenantId() tenantId: string, @Param('ref') ref: string): Promise<JobView> {
    return this.jobs.get(tenantId, ref);
  }
}
