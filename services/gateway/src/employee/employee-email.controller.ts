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
import { Allow, Sending } from '../access/allow.js';
import { AuditService } from '../audit/audit.service.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { EmployeeEmailClient } from './employee-email.client.js';

/** For businesses without texting: their carriers make texts of e-mails. */
@Controller('v1/employee-emails')
export class EmployeeEmailController {
  constructor(
    private readonly emails: EmployeeEmailClient,
    private readonly audit: AuditService,
  ) {}

  @Post()
  @HttpCode(202)
  @Allow('messages:write')
  @Sending()
  async send(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() command: SendEmployeeEmails,
  ): Promise<EmployeeEmailsView> {
    const id = writeIdOf(tenantId, 'employee-emails', key);
    const sent = await this.emails.send(caller, tenantId, id, command);
    const subject = { kind: 'employee_email', id };
    await this.audit.note(caller, 'employee_email.sent', subject, { once: [id] });
    return sent;
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
