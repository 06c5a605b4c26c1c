import {
  type ErasureView,
  ListQuery,
  type Page,
  type Principal,
  RequestErasure,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { ErasureClient } from './erasure.client.js';

/** A person's right that what is kept of them is taken away. */
@Controller('v1/erasures')
export class ErasureController {
  constructor(private readonly erasures: ErasureClient) {}

  @Post()
  @HttpCode(202)
  @Allow('erasures:write')
  request(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() command: RequestErasure,
  ): Promise<ErasureView> {
    return this.erasures.request(caller, writeIdOf(tenantId, 'erasure', key), command);
  }

  @Get()
  @Allow('erasures:read')
  list(@Caller() caller: Principal, @Query() query: ListQuery): Promise<Page<ErasureView>> {
    return this.erasures.list(caller, query);
  }

  @Get(':id')
  @Allow('erasures:read')
  get(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('erasure')) id: string,
  ): Promise<ErasureView> {
    return this.erasures.get(caller, id);
  }
}
