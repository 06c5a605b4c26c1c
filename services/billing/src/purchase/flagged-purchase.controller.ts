import {
  type FlaggedPurchaseView,
  ListQuery,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Caller, OperatorOnly } from '@fieldline/http';
import { Controller, Get, Query } from '@nestjs/common';
import { PurchaseService } from './purchase.service.js';

@Controller('flagged-purchases')
@OperatorOnly()
export class FlaggedPurchaseController {
  constructor(private readonly purchases: PurchaseService) {}

  @Get()
  list(
    @Caller() { tenantId }: Principal,
    @Query() query: ListQuery,
  ): Promise<Page<FlaggedPurchaseView>> {
    return this.purchases.listFlagged(tenantId, query);
  }
}
