import {
  type ContactIdentity,
  type ContactView,
  ImportContact,
  type ImportLine,
  type ListQuery,
  type Page,
  type RecordRef,
  type UpsertContact,
  type Upserted,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import {
  importJsonLines,
  type LineResult,
  notFound,
  Problem,
  readCursor,
  toPage,
} from '@fieldline/http';
import { type CountryCode, parsePhoneNumber } from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Tenant } from '../tenant/tenant.entity.js';
import { Contact } from './contact.entity.js';
import { invalidNumber } from './contact.errors.js';
import { toContactView } from './contact.view.js';
import { type ContactWrite, writeContacts, type Written } from './contact.writer.js';

@Injectable()
export class ContactService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** @throws invalid_number, stale_version, invalid_request for a new contact without kind or name */
  upsert(tenantId: string, ref: RecordRef, change: UpsertContact): Promise<Upserted<ContactView>> {
    return this.database.asTenant(tenantId, async (tx) => {
      const externalId = 'id' in ref ? (await find(tx, tenantId, ref)).externalId : ref.externalId;
      const country = await countryOf(tx, tenantId);
      const write = { externalId, change: withE164(change, country) };
      const [result] = await writeContacts(tx, this.outbox, tenantId, [write]);
      if (!result) throw new Error('a contact was written without a result');
      if (result.outcome === 'error') throw result.problem;
      const { outcome, contact } = result;
      return { outcome, record: toContactView(contact), version: contact.version };
    });
  }

  /** Answers each line; a bad one doesn't stop the others. @throws too_many_lines */
  import(tenantId: string, text: string): Promise<ImportLine[]> {
    return importJsonLines(text, ImportContact, (records) =>
      this.database.asTenant(tenantId, async (tx) => {
        const country = await countryOf(tx, tenantId);
        const prepared = records.map((record) => prepare(record, country));
        const writes = prepared.flatMap((entry) => (entry instanceof Problem ? [] : [entry]));
        const results = await writeContacts(tx, this.outbox, tenantId, writes);
        const written = results.values();
        return prepared.map((entry) =>
          toLineResult(entry instanceof Problem ? entry : written.next().value),
        );
      }),
    );
  }

  get(tenantId: string, ref: RecordRef): Promise<ContactView> {
    return this.database.asTenant(tenantId, async (tx) =>
      toContactView(await find(tx, tenantId, ref)),
    );
  }

  identity(tenantId: string, ref: RecordRef): Promise<ContactIdentity> {
    return this.database.asTenant(tenantId, async (tx) => {
      const { id, recipientId } = await find(tx, tenantId, ref);
      return { contactId: id, recipientId };
    });
  }

  /** In the order of their ids, so that a cursor survives new arrivals. */
  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<ContactView>> {
    const [before] = readCursor(cursor, 1);
    return this.database.asTenant(tenantId, async (tx) => {
      const contacts = await tx.find(Contact, {
        where: { tenantId, ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      return toPage(contacts.map(toContactView), limit, (contact) => [contact.id]);
    });
  }
}

/** A line's write, or why there is none. */
function prepare(
  { externalId, ...change }: ImportContact,
  country: CountryCode,
): ContactWrite | Problem {
  try {
    return { externalId, change: withE164(change, country) };
  } catch (problem) {
    if (problem instanceof Problem) return problem;
    throw problem;
  }
}

function toLineResult(result: Written | Problem | undefined): LineResult {
  if (!result) throw new Error('a line was written without a result');
  if (result instanceof Problem) return { outcome: 'error', problem: result };
  if (result.outcome === 'error') return result;
  return { outcome: result.outcome, id: result.contact.id };
}

function withE164(change: UpsertContact, country: CountryCode): UpsertContact {
  if (typeof change.smsNumber !== 'string') return change;
  const number = parsePhoneNumber(change.smsNumber, country);
  if (!number.ok) throw invalidNumber(number.detail);
  return { ...change, smsNumber: number.e164 };
}

async function find(tx: Transaction, tenantId: string, ref: RecordRef): Promise<Contact> {
  const contact = await tx.findOneBy(Contact, { tenantId, ...ref });
  if (!contact) throw notFound('contact');
  return contact;
}

/** Numbers without a country code are of the business's own country. */
async function countryOf(tx: Transaction, tenantId: string): Promise<CountryCode> {
  const tenant = await tx.findOneBy(Tenant, { tenantId });
  return tenant?.country ?? 'US';
}
