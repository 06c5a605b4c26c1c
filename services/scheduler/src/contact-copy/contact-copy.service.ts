import type { ContactChanged, ProjectionView } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { type Received, redactContactLetters } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { ContactCopy } from './contact-copy.entity.js';
import { eraseAddresses, storeCopies } from './contact-copy.queries.js';

@Injectable()
export class ContactCopyService {
  constructor(private readonly database: Database) {}

  async keep(tx: Transaction, events: readonly Received<ContactChanged>[]): Promise<void> {
    const copies = events.map(({ tenantId, payload }) => ({
      tenantId,
      contactId: payload.contactId,
      externalId: payload.externalId,
      name: payload.name,
      recipientId: payload.recipientId,
      erasedAt: payload.erasedAt ? new Date(payload.erasedAt) : null,
      version: payload.version,
    }));
    await storeCopies(tx, copies);
    const erased = copies.filter(({ erasedAt }) => erasedAt !== null);
    await eraseAddresses(tx, erased);
    for (const contact of erased) await redactContactLetters(tx, contact);
  }

  /** How far the copy has come; 0 for a contact that wasn't heard of. */
  version(tenantId: string, contactId: string): Promise<ProjectionView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const copy = await tx.findOneBy(ContactCopy, { tenantId, contactId });
      return { version: copy?.version ?? 0 };
    });
  }
}
