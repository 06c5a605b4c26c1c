import {
  type EmployeeView,
  ImportEmployee,
  type ImportLine,
  type ListEmployees,
  type Page,
  type RecordRef,
  type Upserted,
  type UpsertEmployee,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { lastTroubles } from '../email/email.queries.js';
import { RecordBook } from '../record/record.book.js';
import { Employee } from './employee.entity.js';
import { employeeKind } from './employee.kind.js';
import { namedEmployees } from './employee.queries.js';
import { toEmployeeView } from './employee.view.js';

@Injectable()
export class EmployeeService {
  private readonly book = new RecordBook(employeeKind, this.database, this.outbox);

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** @throws invalid_number, unknown_carrier, stale_version, invalid_request for a new one without a name */
  async upsert(
    tenantId: string,
    ref: RecordRef,
    change: UpsertEmployee,
  ): Promise<Upserted<EmployeeView>> {
    const { outcome, record, changed } = await this.book.upsert(tenantId, ref, change);
    const [view] = await this.database.asTenant(tenantId, (tx) => views(tx, tenantId, [record]));
    const named = changed && { changed: [...new Set(changed.map(asGiven))] };
    return { outcome, record: view!, version: record.version, ...named };
  }

  /** Answers each line; a bad one doesn't stop the others. @throws too_many_lines */
  import(tenantId: string, text: string): Promise<ImportLine[]> {
    return this.book.import(tenantId, text, ImportEmployee);
  }

  /** @throws not_found */
  get(tenantId: string, ref: RecordRef): Promise<EmployeeView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const [view] = await views(tx, tenantId, [await this.book.find(tx, tenantId, ref)]);
      return view!;
    });
  }

  /** Those named, each once. @throws not_found */
  lookUp(tenantId: string, names: readonly string[]): Promise<EmployeeView[]> {
    return this.database.asTenant(tenantId, async (tx) =>
      views(tx, tenantId, await namedEmployees(tx, tenantId, names)),
    );
  }

  /** In the order of their ids, so that a cursor survives new arrivals. */
  list(tenantId: string, { limit, cursor, q }: ListEmployees): Promise<Page<EmployeeView>> {
    const [before] = readCursor(cursor, 1);
    return this.database.asTenant(tenantId, async (tx) => {
      const select = tx
        .createQueryBuilder(Employee, 'e')
        .where('e.tenant_id = :tenantId', { tenantId })
        .orderBy('e.id', 'DESC')
        .limit(limit + 1);
      if (before !== undefined) select.andWhere('e.id < :before', { before });
      if (q)
        select.andWhere('(e.name ILIKE :part OR e.external_id ILIKE :beginning)', {
          part: `%${literal(q)}%`,
          beginning: `${literal(q)}%`,
        });
      const page = toPage(await select.getMany(), limit, (employee) => [employee.id]);
      return { ...page, items: await views(tx, tenantId, page.items) };
    });
  }
}

async function views(
  tx: Transaction,
  tenantId: string,
  employees: readonly Employee[],
): Promise<EmployeeView[]> {
  const ids = employees.map(({ id }) => id);
  const troubles = await lastTroubles(tx, tenantId, ids);
  return employees.map((employee) => toEmployeeView(employee, troubles.get(employee.id)));
}

/** A column by the name of the field that sets it. */
const asGiven = (column: string): string =>
  column === 'textNumber' || column === 'textCarrier' ? 'textAddress' : column;

/** A text in which `%` and `_` mean themselves. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, String.raw`\$&`);
}
