import type {
  EmployeeView,
  ImportLine,
  ListEmployees,
  Page,
  Principal,
  Upserted,
  UpsertEmployee,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { IMPORT } from '../upstream/import.js';
import { Messaging } from '../upstream/services.js';

@Injectable()
export class EmployeeClient {
  constructor(private readonly messaging: Messaging) {}

  upsert(caller: Principal, ref: string, change: UpsertEmployee): Promise<Upserted<EmployeeView>> {
    return this.messaging.put(path`/employees/${ref}`, caller, change);
  }

  list(caller: Principal, query: ListEmployees): Promise<Page<EmployeeView>> {
    return this.messaging.get('/employees', caller, query);
  }

  get(caller: Principal, ref: string): Promise<EmployeeView> {
    return this.messaging.get(path`/employees/${ref}`, caller);
  }

  import(caller: Principal, lines: string): Promise<{ items: ImportLine[] }> {
    return this.messaging.post('/employees/import', caller, lines, IMPORT);
  }

  /** Those named, in that order, each once. @throws not_found */
  async lookUp(caller: Principal, employeeIds: readonly string[]): Promise<EmployeeView[]> {
    const found = await this.messaging.post<{ items: EmployeeView[] }>(
      '/employees/lookup',
      caller,
      { employeeIds },
      { idempotent: true },
    );
    return found.items;
  }
}
