import {
  type ContactIdentity,
  type ContactView,
  ImportContact,
  type ImportLine,
  type ListContacts,
  type Page,
  type RecordRef,
  type UpsertContact,
  type Upserted,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { RecordBook } from '../record/record.book.js';
import { Contact } from './contact.entity.js';
import { findIdentities } from './contact.queries.js';
import { contactKind } from './contact.kind.js';
import { type ContactSearch, searchContacts } from './contact.search.js';
import { toContactView } from './contact.view.js';

@Injectable()
export class ContactService {
  private readonly book = new RecordBook(contactKind, this.database, this.outbox);

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** @throws invalid_number, stale_version, invalid_request for a new contact without kind or name */
  async upsert(
    tenantId: string,
    ref: RecordRef,
    change: UpsertContact,
  ): Promise<Upserted<ContactView>> {
    const { record, ...came } = await this.book.upsert(tenantId, ref, change);
    return { ...came, record: toContactView(record), version: record.version };
  }

  /** Answers each line; a bad one doesn't stop the others. @throws too_many_lines */
  import(tenantId: string, text: string): Promise<ImportLine[]> {
    return this.book.import(tenantId, text, ImportContact);
  }

  get(tenantId: string, ref: RecordRef): Promise<ContactView> {
    return this.database.asTenant(tenantId, async (tx) =>
      toContactView(await this.book.find(tx, tenantId, ref)),
    );
  }

  identity(tenantId: string, ref: RecordRef): Promise<ContactIdentity> {
    return this.database.asTenant(tenantId, async (tx) => {
      const { id, recipientId } = await this.book.find(tx, tenantId, ref);
      return { contactId: id, recipientId };
    });
  }

  /** Which contacts some names stand for, in their order; null for what isn't there. */
  identities(tenantId: string, refs: readonly string[]): Promise<(ContactIdentity | null)[]> {
    return this.database.asTenant(tenantId, (tx) => findIdentities(tx, tenantId, refs));
  }

  /** In the order of their ids, so that a cursor survives new arrivals. */
  async list(tenantId: string, { limit, cursor, q }: ListContacts): Promise<Page<ContactView>> {
    const [before] = readCursor(cursor, 1);
    const wanted =
      q === undefined
        ? before !== undefined && { id: LessThan(before) }
        : { id: In(await this.search(tenantId, { q, before, limit: limit + 1 })) };
    return this.database.asTenant(tenantId, async (tx) => {
      const contacts = await tx.find(Contact, {
        where: { tenantId, ...wanted },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      return toPage(contacts.map(toContactView), limit, (contact) => [contact.id]);
    });
  }

  /** As the worker: row-level security keeps the tenant's role from the indexes of names. Found are ids alone. */
  private search(tenantId: string, search: ContactSearch): Promise<string[]> {
    return this.database.asWorker((tx) => searchContacts(tx, tenantId, search));
  }
}
