import {
  ChangeUser,
  CreateUser,
  ListQuery,
  type Page,
  type Principal,
  type UserView,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { type UserAnswer, UserClient } from './user.client.js';
import { UserService, type WrittenUser } from './user.service.js';

@Controller('v1/users')
export class UserController {
  constructor(
    private readonly users: UserService,
    private readonly client: UserClient,
  ) {}

  @Post()
  @Allow('users:write')
  async create(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() command: CreateUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserAnswer> {
    const id = writeIdOf(tenantId, 'user', key);
    return this.answer(caller, await this.users.create(caller, tenantId, id, command), reply);
  }

  @Get()
  @Allow('users:read')
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<UserView>> {
    return this.users.list(tenantId, query);
  }

  @Patch(':id')
  @Allow('users:write')
  async change(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Param('id', new IdPipe('user')) id: string,
    @Body() command: ChangeUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserAnswer> {
    return this.answer(caller, await this.users.change(caller, tenantId, id, command), reply);
  }

  private async answer(
    caller: Principal,
    written: WrittenUser,
    reply: FastifyReply,
  ): Promise<UserAnswer> {
    const user = await this.client.known(caller, written);
    if (user.pending) reply.code(202);
    return user;
  }
}
