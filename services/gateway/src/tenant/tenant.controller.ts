import {
  type ActivationView,
  CreateTenant,
  ListQuery,
  type Page,
  type Principal,
  type TenantView,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, notFound } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { ActivationClient } from './activation.client.js';
import { PLATFORM_ID } from './platform.js';
import { TenantService, toTenantView } from './tenant.service.js';

@Controller('v1/tenants')
export class TenantController {
  constructor(
    private readonly tenants: TenantService,
    private readonly activations: ActivationClient,
  ) {}

  @Post()
  @Allow('tenants:write')
  create(
    @Caller() caller: Principal,
    @WriteKey() key: string,
    @Body() command: CreateTenant,
  ): Promise<TenantView> {
    return this.tenants.create(caller, writeIdOf(PLATFORM_ID, 'tenant', key), command);
  }

  @Get()
  @Allow('tenants:read')
  list(@Query() query: ListQuery): Promise<Page<TenantView>> {
    return this.tenants.list(query);
  }

  @Get(':id')
  @Allow('tenant:read')
  async get(
    @Caller() { role, tenantId }: Principal,
    @Param('id', new IdPipe('tenant')) id: string,
  ): Promise<TenantView> {
    if (role !== 'operator' && tenantId !== id) throw notFound('tenant');
    return toTenantView(await this.tenants.get(id));
  }

  @Post(':id/activation')
  @HttpCode(200)
  @Allow('tenants:write')
  async activate(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('tenant')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActivationView> {
    const activation = await this.activations.activate(caller, id);
    if (activation.pending) reply.code(202);
    return activation;
  }
}
