import { actorOf, type Principal, type QuietHoursView, SetQuietHours } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { QuietHoursService } from './quiet-hours.service.js';

@Controller('quiet-hours')
export class QuietHoursController {
  constructor(private readonly hours: QuietHoursService) {}

  @Get()
  get(@TenantId() tenantId: string): Promise<QuietHoursView> {
    return this.hours.get(tenantId);
  }

  @Put()
  set(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() command: SetQuietHours,
  ): Promise<QuietHoursView> {
    return this.hours.set(tenantId, command, actorOf(caller));
  }
}
