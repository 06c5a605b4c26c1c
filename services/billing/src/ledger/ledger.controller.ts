import {
  actorOf,
  isId,
  newId,
  AdjustBalance,
  type BalanceView,
  type LedgerEntryView,
  ListQuery,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Caller, OperatorOnly, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Headers, Post, Query } from '@nestjs/common';
import { toBalanceView } from '../account/account.service.js';
import { AdjustmentService } from './adjustment.service.js';
import { LedgerService } from './ledger.service.js';

@Controller()
export class LedgerController {
  constructor(
    private readonly ledger: LedgerService,
    private readonly adjustments: AdjustmentService,
  ) {}

  @Get('ledger')
  entries(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<LedgerEntryView>> {
    return this.ledger.entries(tenantId, query);
  }

  @Post('adjustments')
  @OperatorOnly()
  async adjust(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Headers('idempotency-id') id: string | undefined,
    @Body() adjustment: AdjustBalance,
  ): Promise<BalanceView> {
    const actor = actorOf(caller);
    const named = { ...adjustment, tenantId, id: isId(id) ? id : newId(), actor };
    return toBalanceView(await this.adjustments.adjust(named));
  }
}
