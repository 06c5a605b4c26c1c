import type { ContactView } from '@fieldline/contracts';
import type { Contact } from './contact.entity.js';

export function toContactView(contact: Contact): ContactView {
  return {
    id: contact.id,
    externalId: contact.externalId,
    kind: contact.kind,
    name: contact.name,
    smsNumber: contact.smsNumber,
    customerType: contact.customerType,
    class: contact.class,
    timeZone: contact.timeZone,
    postalCode: contact.postalCode,
    sourceVersion: contact.sourceVersion,
    createdAt: contact.createdAt.toISOString(),
    updatedAt: contact.updatedAt.toISOString(),
  };
}
