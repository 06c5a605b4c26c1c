import {
  CopyTemplate,
  ListQuery,
  type Page,
  PreviewTemplate,
  type Principal,
  PutTemplate,
  type TemplateCopyView,
  type TemplateView,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import type { WorstCase } from '@fieldline/sms';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Access, Granted } from '../access/access.js';
import { Allow } from '../access/allow.js';
import { AuditService } from '../audit/audit.service.js';
import { checkContext } from '../field-code/field-code.access.js';
import { JobClient } from '../job/job.client.js';
import { type UpsertAnswer, upsertAnswer } from '../upstream/upsert-answer.js';
import { TemplateClient } from './template.client.js';
import { TemplatePreview } from './template.preview.js';

/** What jobs of a type are reminded with. */
@Controller('v1')
export class TemplateController {
  constructor(
    private readonly templates: TemplateClient,
    private readonly jobs: JobClient,
    private readonly previews: TemplatePreview,
    private readonly audit: AuditService,
  ) {}

  @Put('job-types/:name/template')
  @Allow('job_types:write')
  async put(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Param('name') name: string,
    @Body() template: PutTemplate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpsertAnswer<TemplateView & { estimate: WorstCase }>> {
    const upserted = await this.templates.put(caller, name, template);
    const { record } = upserted;
    await this.audit.noteSet(caller, 'template', record.jobType, {
      ...upserted,
      record: { name: record.jobType, createdAt: record.createdAt },
    });
    const estimated = await this.estimated(caller, tenantId, record);
    return upsertAnswer({ ...upserted, record: estimated }, reply);
  }

  @Get('job-types/:name/template')
  @Allow('jobs:read')
  async get(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Param('name') name: string,
  ): Promise<TemplateView & { estimate: WorstCase }> {
    return this.estimated(caller, tenantId, await this.templates.get(caller, name));
  }

  @Delete('job-types/:name/template')
  @HttpCode(204)
  @Allow('job_types:write')
  async delete(@Caller() caller: Principal, @Param('name') name: string): Promise<void> {
    const { jobType: id } = await this.templates.delete(caller, name);
    await this.audit.note(caller, 'template.removed', { kind: 'template', id });
  }

  /** To all of the job types or to none. */
  @Post('job-types/:name/template/copy')
  @HttpCode(200)
  @Allow('job_types:write')
  async copy(
    @Caller() caller: Principal,
    @Param('name') name: string,
    @Body() copy: CopyTemplate,
  ): Promise<{ items: TemplateCopyView[] }> {
    const copied = await this.templates.copy(caller, name, copy);
    await this.audit.note(
      caller,
      'template.copied',
      { kind: 'template', id: name },
      { detail: { to: copied.items.map(({ jobType }) => jobType).join(', ') } },
    );
    return copied;
  }

  /** Of the template that is kept, or of a body that somebody is writing. Nothing is kept, nothing sent. */
  @Post('job-types/:name/template/preview')
  @HttpCode(200)
  @Allow('jobs:read')
  async preview(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Granted() access: Access,
    @Param('name') name: string,
    @Body() { body, jobId }: PreviewTemplate,
  ): Promise<{ estimate: WorstCase }> {
    const [jobType, text] = await Promise.all([
      this.jobs.type(caller, name),
      body ?? this.templates.get(caller, name).then((kept) => kept.body),
    ]);
    checkContext(access, { body: text, ...(jobId !== undefined && { context: { jobId } }) });
    const estimate = await this.previews.preview(caller, tenantId, jobType, {
      body: text,
      ...(jobId !== undefined && { jobId }),
    });
    return { estimate };
  }

  @Get('templates')
  @Allow('jobs:read')
  list(@Caller() caller: Principal, @Query() query: ListQuery): Promise<Page<TemplateView>> {
    return this.templates.list(caller, query);
  }

  private async estimated(
    caller: Principal,
    tenantId: string,
    template: TemplateView,
  ): Promise<TemplateView & { estimate: WorstCase }> {
    const jobType = await this.jobs.type(caller, template.jobType);
    const estimate = await this.previews.worstCase(tenantId, jobType, template.body);
    return { ...template, estimate };
  }
}
