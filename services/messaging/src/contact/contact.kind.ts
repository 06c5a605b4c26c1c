import type { UpsertContact } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { type RecordKind, withE164 } from '../record/record.kind.js';
import { Contact } from './contact.entity.js';
import { contactErased } from './contact.errors.js';
import { changedFact } from './contact.fact.js';

/** What a business's program may set. */
export type ContactFields = Pick<
  Contact,
  | 'kind'
  | 'name'
  | 'smsNumber'
  | 'customerType'
  | 'class'
  | 'timeZone'
  | 'postalCode'
  | 'sourceVersion'
>;

export const contactKind: RecordKind<Contact, ContactFields, UpsertContact> = {
  name: 'contact',
  Entity: Contact,
  toChange: withE164,
  toNew: newContact,
  update: updateContacts,
  toFact: changedFact,
  refusal: ({ erasedAt }) => (erasedAt ? contactErased() : undefined),
};

/** @returns the fields of a new contact, or the names of those that are missing */
export function newContact(
  change: Partial<ContactFields>,
): ContactFields | { readonly missing: string[] } {
  const { kind, name } = change;
  if (!kind || !name) return { missing: [...(kind ? [] : ['kind']), ...(name ? [] : ['name'])] };
  return {
    kind,
    name,
    smsNumber: change.smsNumber ?? null,
    customerType: change.customerType ?? null,
    class: change.class ?? null,
    timeZone: change.timeZone ?? null,
    postalCode: change.postalCode ?? null,
    sourceVersion: change.sourceVersion ?? null,
  };
}

async function updateContacts(
  tx: Transaction,
  tenantId: string,
  contacts: readonly Contact[],
): Promise<void> {
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
