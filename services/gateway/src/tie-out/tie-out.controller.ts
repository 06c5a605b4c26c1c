import {
  ListQuery,
  type Page,
  type Principal,
  RequestTieOut,
  type TieOutRequestView,
  type TieOutSummary,
  type TieOutView,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { TieOutClient } from './tie-out.client.js';

@Controller('v1/tie-outs')
export class TieOutController {
  constructor(private readonly tieOuts: TieOutClient) {}

  @Post()
  @HttpCode(202)
  @Allow('tie_outs:write')
  request(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() request: RequestTieOut,
  ): Promise<TieOutRequestView> {
    return this.tieOuts.request(caller, writeIdOf(tenantId, 'tie-out', key), request);
  }

  @Get()
  @Allow('tie_outs:read')
  list(@Caller() caller: Principal, @Query() query: ListQuery): Promise<Page<TieOutSummary>> {
    return this.tieOuts.list(caller, query);
  }

  @Get(':date')
  @Allow('tie_outs:read')
  get(@Caller() caller: Principal, @Param('date') date: string): Promise<TieOutView> {
    return this.tieOuts.get(caller, date);
  }
}
