import type {
  EmailRecord,
  EmployeeEmailsView,
  EmployeeEmailView,
  ListEmployeeEmails,
  Page,
  Principal,
  QueueEmployeeEmails,
  SendEmployeeEmails,
} from '@fieldline/contracts';
import { invalidRequest, path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { FieldRecords } from '../field-code/field-code.records.js';
import { Messaging } from '../upstream/services.js';

@Injectable()
export class EmployeeEmailClient {
  constructor(
    private readonly messaging: Messaging,
    private readonly records: FieldRecords,
  ) {}

  /**
   * Tells employees of a job or a contact: what is said is looked up here, and nothing else can be.
   * @throws not_found, email_not_configured, too_many_emails
   */
  async send(
    caller: Principal,
    tenantId: string,
    id: string,
    { employeeIds, ...named }: SendEmployeeEmails,
  ): Promise<EmployeeEmailsView> {
    const record = await this.recordOf(caller, tenantId, named);
    const command: QueueEmployeeEmails = { employeeIds, record };
    return this.messaging.put(path`/employee-emails/${id}`, caller, command);
  }

  list(caller: Principal, query: ListEmployeeEmails): Promise<Page<EmployeeEmailView>> {
    return this.messaging.get('/employee-emails', caller, query);
  }

  get(caller: Principal, id: string): Promise<EmployeeEmailView> {
    return this.messaging.get(path`/employee-emails/${id}`, caller);
  }

  private async recordOf(
    caller: Principal,
    tenantId: string,
    context: Omit<SendEmployeeEmails, 'employeeIds'>,
  ): Promise<EmailRecord> {
    const records = await this.records.named(caller, context);
    const { job, contact } = records;
    const contactId = contact?.id ?? job?.contactId;
    if (contactId === undefined)
      throw invalidRequest([{ field: 'jobId', message: 'give jobId or contactId' }]);
    const sources = new Set(job ? (['customer', 'job'] as const) : (['customer'] as const));
    const values = await this.records.values(caller, tenantId, sources, records, undefined);
    return {
      contactId,
      jobId: job?.id ?? null,
      customerName: values.customerName ?? '',
      customerPhone: values.customerPhone ?? null,
      address: values.address ?? null,
      jobType: values.jobType ?? null,
      date: values.date ?? null,
      time: values.window ?? values.time ?? null,
    };
  }
}
