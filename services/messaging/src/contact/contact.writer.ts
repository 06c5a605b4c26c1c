import { ContactChanged, externalIdOf } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import type { Problem } from '@fieldline/http';
import { In } from 'typeorm';
import { ensureRecipients } from '../recipient/recipient.queries.js';
import { Contact } from './contact.entity.js';
import { contactFieldsMissing, staleVersion } from './contact.errors.js';
import { toContactChanged } from './contact.fact.js';
import {
  type ContactChange,
  type ContactFields,
  mergeContact,
  newContact,
} from './contact.merge.js';

export interface ContactWrite {
  readonly externalId: string;
  /** Its number is E.164 or null already. */
  readonly change: ContactChange;
}

export type Written =
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly contact: Contact }
  | { readonly outcome: 'error'; readonly problem: Problem };

/**
 * Writes up to some hundred contacts of one business by a handful of statements: the same code
 * for one record and for an import. External ids differ from each other.
 */
export async function writeContacts(
  tx: Transaction,
  outbox: Outbox,
  tenantId: string,
  writes: readonly ContactWrite[],
): Promise<Written[]> {
  const created = await insertNew(tx, tenantId, writes);
  const rows = await tx.find(Contact, {
    where: { tenantId, externalId: In(writes.map((write) => write.externalId)) },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const stored = new Map(rows.map((row) => [row.externalId, row]));
  const results = writes.map(({ externalId, change }): Written => {
    const contact = stored.get(externalId);
    if (!contact) return { outcome: 'error', problem: contactFieldsMissing(missing(change)) };
    if (created.has(contact.id)) return { outcome: 'created', contact };
    const merged = mergeContact(contact, change);
    if (merged.outcome === 'stale')
      return { outcome: 'error', problem: staleVersion(merged.storedVersion) };
    return { outcome: merged.outcome, contact: Object.assign(contact, merged.fields) };
  });
  await update(tx, tenantId, changedBy(results, 'updated'));
  await publish(tx, outbox, tenantId, [
    ...changedBy(results, 'created'),
    ...changedBy(results, 'updated'),
  ]);
  return results;
}

function missing(change: ContactChange): readonly string[] {
  const fresh = newContact(change);
  return 'missing' in fresh ? fresh.missing : [];
}

function changedBy(results: readonly Written[], outcome: 'created' | 'updated'): Contact[] {
  return results.flatMap((result) => (result.outcome === outcome ? [result.contact] : []));
}

/** A rival's insert of the same record wins; then ours is an update of it. */
async function insertNew(
  tx: Transaction,
  tenantId: string,
  writes: readonly ContactWrite[],
): Promise<Set<string>> {
  const known = await tx.find(Contact, {
    select: { externalId: true, tenantId: true, id: true },
    where: { tenantId, externalId: In(writes.map((write) => write.externalId)) },
  });
  const names = new Set(known.map((contact) => contact.externalId));
  const fresh = writes.flatMap(({ externalId, change }) => {
    const fields = newContact(change);
    if (names.has(externalId) || 'missing' in fields) return [];
    return [{ id: externalIdOf('contact', tenantId, externalId), externalId, ...fields }];
  });
  if (fresh.length === 0) return new Set();
  const recipients = await ensureRecipients(tx, tenantId, numbersOf(fresh));
  const inserted = await tx
    .createQueryBuilder()
    .insert()
    .into(Contact)
    .values(
      fresh.map((fields) => ({
        tenantId,
        ...fields,
        recipientId: recipientOf(fields, recipients),
        version: 1,
      })),
    )
    .orIgnore()
    .returning('id')
    .execute();
  return new Set((inserted.raw as { id: string }[]).map((row) => row.id));
}

async function update(
  tx: Transaction,
  tenantId: string,
  contacts: readonly Contact[],
): Promise<void> {
  if (contacts.length === 0) return;
  const recipients = await ensureRecipients(tx, tenantId, numbersOf(contacts));
  for (const contact of contacts) {
    contact.recipientId = recipientOf(contact, recipients);
    contact.version += 1;
    contact.updatedAt = new Date();
  }
  await tx.query(
    `UPDATE contact SET kind = c.kind, name = c.name, sms_number = c."smsNumber",
            recipient_id = c."recipientId", customer_type = c."customerType", class = c.class,
            time_zone = c."timeZone", postal_code = c."postalCode", source_version = c."sourceVersion",
            version = c.version, updated_at = c."updatedAt"
       FROM jsonb_to_recordset($2::jsonb) AS c (id uuid, kind text, name text, "smsNumber" text,
            "recipientId" uuid, "customerType" text, class text, "timeZone" text, "postalCode" text,
            "sourceVersion" bigint, version bigint, "updatedAt" timestamptz)
      WHERE contact.tenant_id = $1 AND contact.id = c.id`,
    [tenantId, JSON.stringify(contacts)],
  );
  await bindConsents(tx, tenantId, contacts);
}

/** An opt-in that was recorded before there was a number counts for the first one. */
async function bindConsents(
  tx: Transaction,
  tenantId: string,
  contacts: readonly Contact[],
): Promise<void> {
  await tx.query(
    `UPDATE consent_copy k SET bound_recipient_id = c.recipient_id
       FROM contact c
      WHERE k.tenant_id = $1 AND c.tenant_id = $1 AND c.id = ANY ($2) AND k.subject_id = c.id
        AND k.bound_recipient_id IS NULL AND c.recipient_id IS NOT NULL`,
    [tenantId, contacts.map((contact) => contact.id)],
  );
}

async function publish(
  tx: Transaction,
  outbox: Outbox,
  tenantId: string,
  contacts: readonly Contact[],
): Promise<void> {
  await outbox.addAll(
    tx,
    contacts.map((contact) => ({
      type: ContactChanged,
      tenantId,
      payload: toContactChanged(contact),
    })),
  );
}

function numbersOf(contacts: readonly ContactFields[]): string[] {
  return contacts.flatMap((contact) => contact.smsNumber ?? []);
}

function recipientOf(
  fields: ContactFields,
  recipients: ReadonlyMap<string, string>,
): string | null {
  return fields.smsNumber === null ? null : (recipients.get(fields.smsNumber) ?? null);
}
