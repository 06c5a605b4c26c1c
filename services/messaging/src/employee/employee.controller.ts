import {
  type EmployeeView,
  type ImportLine,
  ListEmployees,
  NameEmployees,
  type Page,
  type Upserted,
  UpsertEmployee,
} from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { nameOf, refOf } from '../ref.js';
import { EmployeeService } from './employee.service.js';

@Controller('employees')
export class EmployeeController {
  constructor(private readonly employees: EmployeeService) {}

  @Put(':ref')
  upsert(
    @TenantId() tenantId: string,
    @Param('ref') ref: string,
    @Body() change: UpsertEmployee,
  ): Promise<Upserted<EmployeeView>> {
    return this.employees.upsert(tenantId, nameOf(ref), change);
  }

  @Post('import')
  @HttpCode(200)
  async import(
    @TenantId() tenantId: string,
    @Body() text: string,
  ): Promise<{ items: ImportLine[] }> {
    return { items: await this.employees.import(tenantId, text) };
  }

  /** Several at once, before each is texted. */
  @Post('lookup')
  @HttpCode(200)
  async lookUp(
    @TenantId() tenantId: string,
    @Body() { employeeIds }: NameEmployees,
  ): Promise<{ items: EmployeeView[] }> {
    return { items: await this.employees.lookUp(tenantId, employeeIds) };
  }

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListEmployees): Promise<Page<EmployeeView>> {
    return this.employees.list(tenantId, query);
  }

  @Get(':ref')
  get(@TenantId() tenantId: string, @Param('ref') ref: string): Promise<EmployeeView> {
    return this.employees.get(tenantId, refOf(ref, 'employee'));
  }
}
