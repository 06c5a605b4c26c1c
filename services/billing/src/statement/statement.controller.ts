import {
  type AccountStatement,
  ListStatementLines,
  type Page,
  type StatementLine,
  StatementPeriod,
} from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Controller, Get, Query } from '@nestjs/common';
import { StatementLinesService } from './statement-lines.service.js';
import { StatementService } from './statement.service.js';

@Controller('statements')
export class StatementController {
  constructor(
    private readonly statements: StatementService,
    private readonly statementLines: StatementLinesService,
  ) {}

  @Get()
  statement(
    @TenantId() tenantId: string,
    @Query() period: StatementPeriod,
  ): Promise<AccountStatement> {
    return this.statements.statement(tenantId, period);
  }

  @Get('lines')
  lines(
    @TenantId() tenantId: string,
    @Query() query: ListStatementLines,
  ): Promise<Page<StatementLine>> {
    return this.statementLines.page(tenantId, query);
  }
}
