import {
  ChangePurchasePolicy,
  type Principal,
  type PurchasePolicyView,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { PurchaseClient } from './purchase.client.js';

/** Who of a business may buy. Billing knows who may say so. */
@Controller('v1/purchase-policy')
export class PurchasePolicyController {
  constructor(private readonly purchases: PurchaseClient) {}

  @Get()
  @Allow('purchases:read')
  policy(@Caller() caller: Principal): Promise<PurchasePolicyView> {
    return this.purchases.policy(caller);
  }

  @Put()
  @Allow('purchases:write')
  change(
    @Caller() caller: Principal,
    @Body() change: ChangePurchasePolicy,
  ): Promise<PurchasePolicyView> {
    return this.purchases.changePolicy(caller, change);
  }
}
