import {
  type ApiKeyView,
  CreateApiKey,
  type CreatedApiKey,
  ListQuery,
  type Page,
  type Principal,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { type Access, Granted } from '../access/access.js';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { ApiKeyService } from './api-key.service.js';

@Controller('v1/api-keys')
export class ApiKeyController {
  constructor(private readonly apiKeys: ApiKeyService) {}

  @Post()
  @Allow('api_keys:write')
  create(
    @Granted() access: Access,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() command: CreateApiKey,
  ): Promise<CreatedApiKey> {
    return this.apiKeys.create(access, tenantId, writeIdOf(tenantId, 'api-key', key), command);
  }

  @Get()
  @Allow('api_keys:read')
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<ApiKeyView>> {
    return this.apiKeys.list(tenantId, query);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('api_keys:write')
  delete(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Param('id', new IdPipe('API key')) id: string,
  ): Promise<void> {
    return this.apiKeys.delete(caller, tenantId, id);
  }
}
