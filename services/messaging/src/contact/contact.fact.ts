import { ContactChanged } from '@fieldline/contracts';
import { type NewEvent, stateFact } from '@fieldline/events';
import { Contact } from './contact.entity.js';

/** What the others know a contact by. Its number stays here. */
export function toContactChanged(contact: Contact): ContactChanged {
  return {
    contactId: contact.id,
    externalId: contact.externalId,
    kind: contact.kind,
    name: contact.name,
    recipientId: contact.recipientId,
    customerType: contact.customerType,
    class: contact.class,
    timeZone: contact.timeZone,
    postalCode: contact.postalCode,
    erasedAt: contact.erasedAt?.toISOString() ?? null,
    changedAt: contact.updatedAt.toISOString(),
    version: contact.version,
  };
}

export const contactFact = stateFact({
  type: ContactChanged,
  entity: Contact,
  id: 'id',
  toPayload: toContactChanged,
});

export function changedFact(contact: Contact): NewEvent<ContactChanged> {
  const { tenantId } = contact;
  return { type: ContactChanged, tenantId, payload: toContactChanged(contact) };
}
