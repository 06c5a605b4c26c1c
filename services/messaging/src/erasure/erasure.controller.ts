import {
  BeginErasure,
  type ErasureView,
  ListQuery,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { idOf } from '../ref.js';
import { ErasureService } from './erasure.service.js';

@Controller('erasures')
export class ErasureController {
  constructor(private readonly erasures: ErasureService) {}

  @Post()
  @HttpCode(202)
  begin(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() command: BeginErasure,
  ): Promise<ErasureView> {
    return this.erasures.begin(tenantId, command, caller);
  }

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<ErasureView>> {
    return this.erasures.list(tenantId, query);
  }

  @Get(':id')
  get(@TenantId() tenantId: string, @Param('id') id: string): Promise<ErasureView> {
    return this.erasures.get(tenantId, idOf(id, 'erasure'));
  }
}
