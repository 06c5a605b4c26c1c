import type {
  ContactView,
  EmployeeView,
  JobView,
  MessageContext,
  Principal,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import type { FieldSource, FieldValues } from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { ContactClient } from '../contact/contact.client.js';
import { JobClient } from '../job/job.client.js';
import { refOf } from '../ref.js';
import { TenantService } from '../tenant/tenant.service.js';
import { orNull } from '../upstream/ask-all.js';
import { Messaging } from '../upstream/services.js';
import { ofBusiness, ofCustomer, ofJob, ofTechnician } from './field-code.values.js';

/** What a context names. */
export interface NamedRecords {
  readonly job: JobView | undefined;
  readonly contact: ContactView | undefined;
}

/** The records that fill codes in: the context's contact, else the job's customer, else who is texted. */
@Injectable()
export class FieldRecords {
  constructor(
    private readonly jobs: JobClient,
    private readonly contacts: ContactClient,
    private readonly tenants: TenantService,
    private readonly messaging: Messaging,
  ) {}

  /** @throws not_found */
  async named(caller: Principal, { jobId, contactId }: MessageContext): Promise<NamedRecords> {
    const jobRef = jobId === undefined ? undefined : refOf(jobId, 'job');
    const contactRef = contactId === undefined ? undefined : refOf(contactId, 'contact');
    const [job, contact] = await Promise.all([
      jobRef === undefined ? undefined : this.jobs.get(caller, jobRef),
      contactRef === undefined ? undefined : this.contacts.get(caller, contactRef),
    ]);
    return { job, contact };
  }

  /** What they say for codes of these sources. No other record is asked for. */
  async values(
    caller: Principal,
    tenantId: string,
    sources: ReadonlySet<FieldSource>,
    { job, contact }: NamedRecords,
    addressee: string | undefined,
  ): Promise<FieldValues> {
    const read: Readonly<Record<FieldSource, () => Promise<FieldValues>>> = {
      customer: async () => {
        const customer = contact ?? (await this.find(caller, job?.contactId ?? addressee));
        return customer ? ofCustomer(customer) : {};
      },
      job: async () => (job ? ofJob(job, await this.titleOf(caller, job)) : {}),
      technician: async () => {
        const technician = await this.technicianOf(caller, job?.technicianId);
        return technician ? ofTechnician(technician) : {};
      },
      business: async () => ofBusiness(await this.tenants.get(tenantId)),
      // Who is texted is known to whoever texts them.
      employee: async () => ({}),
    };
    const values = await Promise.all([...sources].map((source) => read[source]()));
    return Object.assign({}, ...values) as FieldValues;
  }

  private async find(caller: Principal, ref: string | undefined): Promise<ContactView | undefined> {
    return ref === undefined ? undefined : this.contacts.get(caller, refOf(ref, 'contact'));
  }

  private async titleOf(caller: Principal, { jobType }: JobView): Promise<string> {
    return (await orNull(this.jobs.type(caller, jobType)))?.title ?? jobType;
  }

  /** A job names its technician as the business's own program names the employee. */
  private async technicianOf(
    caller: Principal,
    externalId: string | null | undefined,
  ): Promise<EmployeeView | null> {
    if (!externalId) return null;
    const ref = `ext:${externalId}`;
    return orNull(this.messaging.get<EmployeeView>(path`/employees/${ref}`, caller));
  }
}
