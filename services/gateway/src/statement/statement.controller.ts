import { Readable } from 'node:stream';
import type {
  Page,
  Principal,
  StatementLine,
  StatementPeriod,
  StatementView,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { TenantService } from '../tenant/tenant.service.js';
import { isMonth, monthAt, monthIn } from './month.js';
import { StatementClient } from './statement.client.js';
import { CSV_HEADER, toCsv } from './statement.csv.js';
import { invalidMonth, monthNotBegun, noStatement } from './statement.errors.js';

const CSV = '.csv';

/** What a month did to the balance. Its months are those of the business's own time zone. */
@Controller('v1/statements')
export class StatementController {
  constructor(
    private readonly statements: StatementClient,
    private readonly tenants: TenantService,
  ) {}

  /** `2026-11`, or `2026-11.csv` for a file of its lines. */
  @Get(':name')
  @Allow('balance:read')
  async get(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Param('name') name: string,
  ): Promise<StatementView | StreamableFile> {
    const isCsv = name.endsWith(CSV);
    const month = isCsv ? name.slice(0, -CSV.length) : name;
    const { timeZone, ...period } = await this.periodOf(tenantId, month);
    if (isCsv) return this.file(caller, month, period);
    const statement = await this.statements.statement(caller, period);
    return { month, timeZone, ...statement };
  }

  /** @throws invalid_month, not_found, month_not_begun */
  private async periodOf(
    tenantId: string,
    month: string,
  ): Promise<StatementPeriod & { timeZone: string }> {
    if (!isMonth(month)) throw invalidMonth();
    const { timeZone, createdAt } = await this.tenants.get(tenantId);
    if (month > monthAt(new Date(), timeZone)) throw monthNotBegun();
    if (month < monthAt(createdAt, timeZone)) throw noStatement();
    const { from, to } = monthIn(timeZone, month);
    return { timeZone, from: from.toISOString(), to: to.toISOString() };
  }

  /** The first page is asked for before anything is answered, so that a refusal is one. */
  private async file(
    caller: Principal,
    month: string,
    period: StatementPeriod,
  ): Promise<StreamableFile> {
    const first = await this.statements.lines(caller, period, null);
    return new StreamableFile(Readable.from(this.csvFrom(first, caller, period)), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="statement-${month}.csv"`,
    });
  }

  /** A page at a time, as fast as it is read. */
  private async *csvFrom(
    first: Page<StatementLine>,
    caller: Principal,
    period: StatementPeriod,
  ): AsyncGenerator<string> {
    yield CSV_HEADER;
    for (let page = first; ;) {
      yield toCsv(page.items);
      if (page.nextCursor === null) return;
      page = await this.statements.lines(caller, period, page.nextCursor);
    }
  }
}
