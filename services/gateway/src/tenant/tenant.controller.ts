import {
  type ActivationView,
  CloseTenant,
  CreateTenant,
  ListQuery,
  type Page,
  type Principal,
  SuspendTenant,
  type TenantClosureView,
  type TenantStateView,
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
import { TenantStateService } from './tenant-state.service.js';
import { TenantService, toTenantView } from './tenant.service.js';

@Controller('v1/tenants')
export class TenantController {
  constructor(
    private readonly tenants: TenantService,
    private readonly activations: ActivationClient,
    private readonly states: TenantStateService,
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
    return told(await this.activations.activate(caller, id), reply);
  }

  @Post(':id/suspension')
  @HttpCode(200)
  @Allow('tenants:write')
  async suspend(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('tenant')) id: string,
    @Body() command: SuspendTenant,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TenantStateView> {
    return told(await this.states.suspend(caller, id, command), reply);
  }

  @Post(':id/resumption')
  @HttpCode(200)
  @Allow('tenants:write')
  async resume(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('tenant')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TenantStateView> {
    return told(await this.states.resume(caller, id), reply);
  }

  @Post(':id/closure')
  @HttpCode(200)
  @Allow('tenants:write')
  async close(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('tenant')) id: string,
    @Body() command: CloseTenant,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TenantClosureView> {
    return told(await this.states.close(caller, id, command), reply);
  }
}

/** 202 while messaging hasn't heard of it. */
function told<T extends { pending?: true }>(answer: T, reply: FastifyReply): T {
  if (answer.pending) reply.code(202);
  return answer;
}
