import {
  type EmployeeView,
  type ImportLine,
  ListEmployees,
  type Page,
  type Principal,
  UpsertEmployee,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { AuditService } from '../audit/audit.service.js';
import { RefPipe } from '../ref.js';
import { LinesPipe } from '../upstream/import.js';
import { type UpsertAnswer, upsertAnswer } from '../upstream/upsert-answer.js';
import { EmployeeClient } from './employee.client.js';

@Controller('v1/employees')
export class EmployeeController {
  constructor(
    private readonly employees: EmployeeClient,
    private readonly audit: AuditService,
  ) {}

  /** Named by `ext:…`, by the external id alone, or by our id. */
  @Put(':ref')
  @Allow('employees:write')
  async upsert(
    @Caller() caller: Principal,
    @Param('ref') ref: string,
    @Body() change: UpsertEmployee,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpsertAnswer<EmployeeView>> {
    const upserted = await this.employees.upsert(caller, ref, change);
    await this.audit.noteSet(caller, 'employee', upserted.record.id, upserted);
    return upsertAnswer(upserted, reply);
  }

  @Post('import')
  @HttpCode(200)
  @Allow('employees:write')
  async import(
    @Caller() caller: Principal,
    @Body(new LinesPipe()) lines: string,
  ): Promise<{ items: ImportLine[] }> {
    const imported = await this.employees.import(caller, lines);
    await this.audit.noteImport(caller, 'employee', imported.items);
    return imported;
  }

  @Get()
  @Allow('employees:read')
  list(@Caller() caller: Principal, @Query() query: ListEmployees): Promise<Page<EmployeeView>> {
    return this.employees.list(caller, query);
  }

  @Get(':ref')
  @Allow('employees:read')
  get(
    @Caller() caller: Principal,
    @Param('ref', new RefPipe('employee')) ref: string,
  ): Promise<EmployeeView> {
    return this.employees.get(caller, ref);
  }
}
