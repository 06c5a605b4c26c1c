import {
  type EmployeeEmailsView,
  type EmployeeEmailView,
  ListEmployeeEmails,
  type Page,
  type Principal,
  SendEmployeeEmails,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { EmployeeEmailClient } from './employee-email.client.js';

/** For businesses without texting: their carriers make texts of e-mails. */
@Controller('v1/employee-emails')
export class EmployeeEmailController {
  constructor(private readonly emails: EmployeeEmailClient) {}

  @Post()
  @HttpCode(202)
  @Allow('messages:write')
  send(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() command: SendEmployeeEmails,
  ): Promise<EmployeeEmailsView> {
    const id = writeIdOf(tenantId, 'employee-emails', key);
    return this.emails.send(caller, tenantId, id, command);
  }

  @Get()
  @Allow('messages:read')
  list(
    @Caller() caller: Principal,
    @Query() query: ListEmployeeEmails,
  ): Promise<Page<EmployeeEmailView>> {
    return this.emails.list(caller, query);
  }

  @Get(':id')
  @Allow('messages:read')
  get(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('e-mail')) id: string,
  ): Promise<EmployeeEmailView> {
    return this.emails.get(caller, id);
  }
}
