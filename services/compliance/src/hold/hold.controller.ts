import {
  actorOf,
  type ConsentHoldDecided,
  type ConsentHoldView,
  DecideConsentHold,
  ListConsentHolds,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { HoldService } from './hold.service.js';

@Controller('consent-holds')
export class HoldController {
  constructor(private readonly holds: HoldService) {}

  @Get()
  list(
    @TenantId() tenantId: string,
    @Query() query: ListConsentHolds,
  ): Promise<Page<ConsentHoldView>> {
    return this.holds.list(tenantId, query);
  }

  @Get(':id')
  get(
    @TenantId() tenantId: string,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<ConsentHoldView> {
    return this.holds.get(tenantId, id);
  }

  @Post(':id/release')
  @HttpCode(200)
  release(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DecideConsentHold,
  ): Promise<ConsentHoldDecided> {
    const verdict = { state: 'released', by: actorOf(caller), reason: reason ?? null } as const;
    return this.holds.decide(tenantId, id, verdict);
  }

  @Post(':id/confirm')
  @HttpCode(200)
  confirm(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DecideConsentHold,
  ): Promise<ConsentHoldDecided> {
    const verdict = { state: 'confirmed', by: actorOf(caller), reason: reason ?? null } as const;
    return this.holds.decide(tenantId, id, verdict);
  }
}
