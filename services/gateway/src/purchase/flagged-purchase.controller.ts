import {
  type FlaggedPurchaseView,
  ListQuery,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Controller, Get, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { PurchaseClient } from './purchase.client.js';

/** Purchases whose payment doesn't fit them, of any business. */
@Controller('v1/flagged-purchases')
export class FlaggedPurchaseController {
  constructor(private readonly purchases: PurchaseClient) {}

  @Get()
  @Allow('flagged_purchases:read')
  list(@Caller() caller: Principal, @Query() query: ListQuery): Promise<Page<FlaggedPurchaseView>> {
    return this.purchases.flagged(caller, query);
  }
}
