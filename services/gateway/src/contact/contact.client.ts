import type {
  ContactView,
  ImportLine,
  ListContacts,
  Page,
  Principal,
  UpsertContact,
  Upserted,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Messaging, Scheduler } from '../upstream/services.js';
import { IMPORT } from '../upstream/import.js';

@Injectable()
export class ContactClient {
  constructor(
    private readonly messaging: Messaging,
    private readonly scheduler: Scheduler,
    private readonly projections: ProjectionWait,
  ) {}

  /** Answers once a job may name the contact; `pending` when that takes longer than two seconds. */
  async upsert(
    caller: Principal,
    ref: string,
    change: UpsertContact,
  ): Promise<Upserted<ContactView> & { pending: boolean }> {
    const upserted = await this.messaging.put<Upserted<ContactView>>(
      path`/contacts/${ref}`,
      caller,
      change,
    );
    const place = path`/projections/contact/${upserted.record.id}`;
    const current = await this.projections.reaches(this.scheduler, place, caller, upserted.version);
    return { ...upserted, pending: !current };
  }

  list(caller: Principal, query: ListContacts): Promise<Page<ContactView>> {
    return this.messaging.get('/contacts', caller, query);
  }

  get(caller: Principal, ref: string): Promise<ContactView> {
    return this.messaging.get(path`/contacts/${ref}`, caller);
  }

  import(caller: Principal, lines: string): Promise<{ items: ImportLine[] }> {
    return this.messaging.post('/contacts/import', caller, lines, IMPORT);
  }
}
