import {
  type ConsentChange,
  type ConsentRecorded,
  type ConsentView,
  type ContactIdentity,
  type EndingConsentView,
  type ListEndingConsents,
  type Page,
  type Principal,
  type RecordConsent,
  recipientIdOf,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { parsePhoneNumber } from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { refOf } from '../ref.js';
import { invalidNumber } from '../tenant/tenant.errors.js';
import { TenantService } from '../tenant/tenant.service.js';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Compliance, Messaging } from '../upstream/services.js';
import { oneSubject } from './consent.errors.js';

type Subject = Pick<ConsentChange, 'contactId' | 'recipientId'>;

@Injectable()
export class ConsentClient {
  constructor(
    private readonly compliance: Compliance,
    private readonly messaging: Messaging,
    private readonly tenants: TenantService,
    private readonly projections: ProjectionWait,
  ) {}

  /** Answers once a message may rely on it; `pending` when that takes longer than two seconds. */
  async record(
    caller: Principal,
    tenantId: string,
    id: string,
    command: RecordConsent,
  ): Promise<ConsentRecorded & { pending: boolean }> {
    const { contactId, smsNumber, ...change } = command;
    const subject = await this.subjectOf(caller, tenantId, { contactId, smsNumber });
    const recorded = await this.compliance.post<ConsentRecorded>(
      '/consents',
      caller,
      { ...change, ...subject } satisfies ConsentChange,
      { idempotent: true, headers: { 'idempotency-id': id } },
    );
    const place = path`/projections/consent/${recorded.subjectId}`;
    const current = await this.projections.reaches(this.messaging, place, caller, recorded.version);
    return { ...recorded, pending: !current };
  }

  ending(caller: Principal, query: ListEndingConsents): Promise<Page<EndingConsentView>> {
    return this.compliance.get('/consents', caller, query);
  }

  async ofContact(caller: Principal, ref: string): Promise<ConsentView> {
    const { contactId, recipientId } = await this.identityOf(caller, ref);
    return this.compliance.get(path`/consents/contacts/${contactId}`, caller, { recipientId });
  }

  async ofNumber(caller: Principal, tenantId: string, smsNumber: string): Promise<ConsentView> {
    const recipientId = await this.recipientOf(tenantId, smsNumber);
    return this.compliance.get(path`/consents/recipients/${recipientId}`, caller);
  }

  private async subjectOf(
    caller: Principal,
    tenantId: string,
    { contactId, smsNumber }: Pick<RecordConsent, 'contactId' | 'smsNumber'>,
  ): Promise<Subject> {
    const byContact = typeof contactId === 'string';
    const byNumber = typeof smsNumber === 'string';
    if (byContact === byNumber) throw oneSubject();
    if (!byContact) return { recipientId: await this.recipientOf(tenantId, smsNumber ?? '') };
    const identity = await this.identityOf(caller, refOf(contactId, 'contact'));
    return { contactId: identity.contactId, recipientId: identity.recipientId ?? undefined };
  }

  private identityOf(caller: Principal, ref: string): Promise<ContactIdentity> {
    return this.messaging.get(path`/contacts/${ref}/identity`, caller);
  }

  /** Numbers are spelled as in the business's country; beyond here goes only the id. */
  private async recipientOf(tenantId: string, smsNumber: string): Promise<string> {
    const { country } = await this.tenants.get(tenantId);
    const parsed = parsePhoneNumber(smsNumber, country);
    if (!parsed.ok) throw invalidNumber('smsNumber', parsed.detail);
    return recipientIdOf(tenantId, parsed.e164);
  }
}
