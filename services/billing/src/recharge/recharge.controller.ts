import { KeepRecharge, type Principal, type RechargeView } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { RechargeService } from './recharge.service.js';

@Controller('auto-recharge')
export class RechargeController {
  constructor(private readonly recharges: RechargeService) {}

  @Get()
  recharge(@TenantId() tenantId: string): Promise<RechargeView> {
    return this.recharges.recharge(tenantId);
  }

  @Put()
  set(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() rule: KeepRecharge,
  ): Promise<RechargeView> {
    return this.recharges.set(tenantId, caller, rule);
  }
}
