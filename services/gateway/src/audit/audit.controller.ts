import { type AuditEntryView, ListAudit, type Page } from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Controller, Get, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { AuditService } from './audit.service.js';

@Controller('v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Allow('audit:read')
  list(@TenantId() tenantId: string, @Query() query: ListAudit): Promise<Page<AuditEntryView>> {
    return this.audit.list(tenantId, query);
  }
}
