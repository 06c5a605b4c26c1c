import {
  type ContactIdentity,
  type ContactView,
  type ImportLine,
  type ListQuery,
  type Page,
  type RecordRef,
  type UpsertContact,
  type Upserted,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { type CountryCode, parsePhoneNumber } from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Tenant } from '../tenant/tenant.entity.js';
import { Contact } from './contact.entity.js';
import { duplicateExternalId, invalidNumber } from './contact.errors.js';
import { type ImportedLine, readLines } from './contact.import.js';
import { toContactView } from './contact.view.js';
import { type ContactWrite, writeContacts, type Written } from './contact.writer.js';

/** Lines of an import that share a transaction. */
const IMPORT_CHUNK = 500;

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

  /** Each line is answered; a bad one doesn't stop the others. */
  async import(tenantId: string, text: string): Promise<ImportLine[]> {
    const lines = await readLines(text);
    const answers: ImportLine[] = [];
    const seen = new Set<string>();
    for (let from = 0; from < lines.length; from += IMPORT_CHUNK) {
      const chunk = lines.slice(from, from + IMPORT_CHUNK);
      answers.push(...(await this.importChunk(tenantId, chunk, seen)));
    }
    return answers;
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

  private importChunk(
    tenantId: string,
    chunk: readonly ImportedLine[],
    seen: Set<string>,
  ): Promise<ImportLine[]> {
    return this.database.asTenant(tenantId, async (tx) => {
      const country = await countryOf(tx, tenantId);
      const prepared = chunk.map((line) => prepare(line, country, seen));
      const writes = prepared.flatMap((entry) => ('write' in entry ? [entry.write] : []));
      const results = await writeContacts(tx, this.outbox, tenantId, writes);
      const byName = new Map(writes.map((write, index) => [write, results[index]]));
      return prepared.map((entry) =>
        'write' in entry ? answer(entry.line, entry.write, byName.get(entry.write)) : entry.answer,
      );
    });
  }
}

type Prepared =
  { readonly line: number; readonly write: ContactWrite } | { readonly answer: ImportLine };

function prepare(entry: ImportedLine, country: CountryCode, seen: Set<string>): Prepared {
  const { line } = entry;
  if ('error' in entry)
    return { answer: { line, externalId: entry.externalId, outcome: 'error', error: entry.error } };
  const { externalId, ...change } = entry.record;
  try {
    if (seen.has(externalId)) throw duplicateExternalId();
    const write = { externalId, change: withE164(change, country) };
    seen.add(externalId);
    return { line, write };
  } catch (problem) {
    return { answer: refused(line, externalId, problem) };
  }
}

function answer(
  line: number,
  { externalId }: ContactWrite,
  result: Written | undefined,
): ImportLine {
  if (!result) throw new Error('a line was written without a result');
  if (result.outcome === 'error') return refused(line, externalId, result.problem);
  return { line, externalId, outcome: result.outcome, id: result.contact.id };
}

function refused(line: number, externalId: string, problem: unknown): ImportLine {
  if (!(problem instanceof Error && 'code' in problem)) throw problem;
  const { code, message } = problem as Error & { code: string };
  return { line, externalId, outcome: 'error', error: { code, detail: message } };
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
