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
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { UserService } from './user.service.js';

@Controller('v1/users')
export class UserController {
  constructor(private readonly users: UserService) {}

  @Post()
  @Allow('users:write')
  create(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() command: CreateUser,
  ): Promise<UserView> {
    return this.users.create(caller, tenantId, writeIdOf(tenantId, 'user', key), command);
  }

  @Get()
  @Allow('users:read')
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<UserView>> {
    return this.users.list(tenantId, query);
  }

  @Patch(':id')
  @Allow('users:write')
  change(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Param('id', new IdPipe('user')) id: string,
    @Body() command: ChangeUser,
  ): Promise<UserView> {
    return this.users.change(caller, tenantId, id, command);
  }
}
