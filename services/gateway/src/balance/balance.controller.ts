import {
  AdjustBalance,
  type BalanceView,
  CHARGE_TABLE,
  type ChargeRule,
  type LedgerEntryView,
  ListQuery,
  type Page,
  type Principal,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { BalanceClient } from './balance.client.js';

@Controller('v1')
export class BalanceController {
  constructor(private readonly balances: BalanceClient) {}

  @Get('balance')
  @Allow('balance:read')
  balance(@Caller() caller: Principal): Promise<BalanceView> {
    return this.balances.balance(caller);
  }

  @Get('ledger')
  @Allow('balance:read')
  entries(@Caller() caller: Principal, @Query() query: ListQuery): Promise<Page<LedgerEntryView>> {
    return this.balances.entries(caller, query);
  }

  /** What each outcome of a message costs: the same for every business. */
  @Get('charge-table')
  @Allow('balance:read')
  charges(): { items: readonly ChargeRule[] } {
    return { items: CHARGE_TABLE };
  }

  @Post('adjustments')
  @Allow('balance:adjust')
  adjust(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() adjustment: AdjustBalance,
  ): Promise<BalanceView> {
    return this.balances.adjust(caller, writeIdOf(tenantId, 'adjustment', key), adjustment);
  }
}
