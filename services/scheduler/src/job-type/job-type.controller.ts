import {
  type JobTypeView,
  ListQuery,
  type Page,
  type Upserted,
  UpsertJobType,
} from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { JobTypeService } from './job-type.service.js';

@Controller('job-types')
export class JobTypeController {
  constructor(private readonly jobTypes: JobTypeService) {}

  @Put(':name')
  upsert(
    @TenantId() tenantId: string,
    @Param('name') name: string,
    @Body() change: UpsertJobType,
  ): Promise<Upserted<JobTypeView>> {
    return this.jobTypes.upsert(tenantId, name, change);
  }

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<JobTypeView>> {
    return this.jobTypes.list(tenantId, query);
  }

  @Get(':name')
  get(@TenantId() tenantId: string, @Param('name') name: string): Promise<JobTypeView> {
    return this.jobTypes.get(tenantId, name);
  }
}
