import { ListVisits, type VisitsView } from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Controller, Get, Query } from '@nestjs/common';
import { VisitService } from './visit.service.js';

@Controller('visits')
export class VisitController {
  constructor(private readonly visits: VisitService) {}

  @Get()
  async around(
    @TenantId() tenantId: string,
    @Query() { contactIds }: ListVisits,
  ): Promise<{ items: VisitsView[] }> {
    return { items: await this.visits.around(tenantId, contactIds) };
  }
}
