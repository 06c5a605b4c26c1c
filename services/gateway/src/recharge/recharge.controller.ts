import { type Principal, type RechargeView, SetRecharge } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { Allow, Texting, UntilClosed } from '../access/allow.js';
import { TenantService } from '../tenant/tenant.service.js';
import { RechargeClient } from './recharge.client.js';

/** When a business's segments are bought by themselves. Billing knows who may say so. */
@Controller('v1/auto-recharge')
export class RechargeController {
  constructor(
    private readonly recharges: RechargeClient,
    private readonly tenants: TenantService,
  ) {}

  @Get()
  @Allow('purchases:read')
  recharge(@Caller() caller: Principal): Promise<RechargeView> {
    return this.recharges.recharge(caller);
  }

  @Put()
  @Allow('purchases:write')
  @Texting()
  @UntilClosed()
  async set(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Body() rule: SetRecharge,
  ): Promise<RechargeView> {
    const { name } = await this.tenants.get(tenantId);
    return this.recharges.set(caller, { ...rule, businessName: name });
  }
}
