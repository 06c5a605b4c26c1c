import {
  CopyTemplate,
  ListQuery,
  type Page,
  PutTemplate,
  type TemplateCopyView,
  type TemplateView,
  type Upserted,
} from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { TemplateService } from './template.service.js';

@Controller()
export class TemplateController {
  constructor(private readonly templates: TemplateService) {}

  @Put('job-types/:name/template')
  put(
    @TenantId() tenantId: string,
    @Param('name') name: string,
    @Body() template: PutTemplate,
  ): Promise<Upserted<TemplateView>> {
    return this.templates.put(tenantId, name, template);
  }

  @Get('job-types/:name/template')
  get(@TenantId() tenantId: string, @Param('name') name: string): Promise<TemplateView> {
    return this.templates.get(tenantId, name);
  }

  @Delete('job-types/:name/template')
  delete(@TenantId() tenantId: string, @Param('name') name: string): Promise<{ jobType: string }> {
    return this.templates.delete(tenantId, name);
  }

  @Post('job-types/:name/template/copy')
  @HttpCode(200)
  copy(
    @TenantId() tenantId: string,
    @Param('name') name: string,
    @Body() copy: CopyTemplate,
  ): Promise<{ items: TemplateCopyView[] }> {
    return this.templates.copy(tenantId, name, copy);
  }

  @Get('templates')
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<TemplateView>> {
    return this.templates.list(tenantId, query);
  }
}
