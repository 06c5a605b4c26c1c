import { ListQuery, type Page, type TieOutSummary, type TieOutView } from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { TieOutService } from './tie-out.service.js';

@Controller('tie-outs')
export class TieOutController {
  constructor(private readonly tieOuts: TieOutService) {}

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<TieOutSummary>> {
    return this.tieOuts.list(tenantId, query);
  }

  @Get(':date')
  get(@TenantId() tenantId: string, @Param('date') date: string): Promise<TieOutView> {
    return this.tieOuts.get(tenantId, date);
  }
}
