import { Database } from '@fieldline/database';
import type { ExportPlan } from './export-plan.js';
import { describeTable, type ExportedTable, readPage } from './export.queries.js';

/** Ends a service's part: without it something is missing. */
export const EXPORT_END = '"complete":true}\n';

/** Everything of a business that a service keeps, as JSON lines, a page at a time and no faster than it's read. */
export class Exporter {
  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly plan: ExportPlan,
  ) {}

  /**
   * `{service, table, row}` for each row, behind them `{service, table, rows}` with their count;
   * `{service, table, leftOut}` says why a table isn't there. The last is `{service, complete: true}`.
   */
  async *lines(tenantId: string): AsyncGenerator<string> {
    const { service, plan } = this;
    for (const [table, leftOut] of Object.entries(plan.leftOut))
      yield `${JSON.stringify({ service, table, leftOut })}\n`;
    for (const [name, { without = [] }] of Object.entries(plan.tables)) {
      const table = await describeTable(this.database, service, name, without);
      if (!table) throw new Error(`${service} has no table ${name}`);
      yield* this.rowsOf(tenantId, table);
    }
    yield `{"service":${JSON.stringify(service)},${EXPORT_END}`;
  }

  private async *rowsOf(tenantId: string, table: ExportedTable): AsyncGenerator<string> {
    const name = { service: this.service, table: table.name };
    const head = JSON.stringify(name).slice(0, -1);
    let count = 0;
    for (let after: readonly string[] | null = null; ;) {
      const { rows, next } = await readPage(this.database, tenantId, table, after);
      count += rows.length;
      if (rows.length > 0) yield rows.map((row) => `${head},"row":${row}}\n`).join('');
      if (next === null) break;
      after = next;
    }
    yield `${JSON.stringify({ ...name, rows: count })}\n`;
  }
}
