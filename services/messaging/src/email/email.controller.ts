import {
  type EmployeeEmailsView,
  type EmployeeEmailView,
  ListEmployeeEmails,
  type Page,
  type Principal,
  QueueEmployeeEmails,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Put, Query } from '@nestjs/common';
import { idOf } from '../ref.js';
import { EmailService } from './email.service.js';

@Controller('employee-emails')
export class EmailController {
  constructor(private readonly emails: EmailService) {}

  @Put(':id')
  @HttpCode(202)
  queue(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() command: QueueEmployeeEmails,
  ): Promise<EmployeeEmailsView> {
    return this.emails.queue(tenantId, id, command, caller);
  }

  @Get()
  list(
    @TenantId() tenantId: string,
    @Query() query: ListEmployeeEmails,
  ): Promise<Page<EmployeeEmailView>> {
    return this.emails.list(tenantId, query);
  }

  @Get(':id')
  get(@TenantId() tenantId: string, @Param('id') id: string): Promise<EmployeeEmailView> {
    return this.emails.get(tenantId, idOf(id, 'e-mail'));
  }
}
