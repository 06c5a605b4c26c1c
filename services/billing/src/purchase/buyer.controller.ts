import {
  ChangePurchasePolicy,
  type Principal,
  type PurchasePolicyView,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { BuyerService } from './buyer.service.js';

@Controller('purchase-policy')
export class BuyerController {
  constructor(private readonly buyers: BuyerService) {}

  @Get()
  policy(@TenantId() tenantId: string): Promise<PurchasePolicyView> {
    return this.buyers.policy(tenantId);
  }

  /** Whether the caller may buy, before something is made for it. @throws may_not_buy */
  @Get('permission')
  async permission(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
  ): Promise<{ mayBuy: true }> {
    await this.buyers.check(tenantId, caller);
    return { mayBuy: true };
  }

  @Put()
  change(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() change: ChangePurchasePolicy,
  ): Promise<PurchasePolicyView> {
    return this.buyers.change(tenantId, caller, change);
  }
}
