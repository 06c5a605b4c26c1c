import type { ContactChanged, ProjectionView } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import type { Received } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { ContactCopy } from './contact-copy.entity.js';
import { storeCopies } from './contact-copy.queries.js';

@Injectable()
export class ContactCopyService {
  constructor(private readonly database: Database) {}

  async keep(tx: Transaction, events: readonly Received<ContactChanged>[]): Promise<void> {
    await storeCopies(
      tx,
      events.map(({ tenantId, payload }) => ({
        tenantId,
        contactId: payload.contactId,
        externalId: payload.externalId,
        name: payload.name,
        recipientId: payload.recipientId,
        version: payload.version,
      })),
    );
  }

  /** How far the copy has come; 0 for a contact that wasn't heard of. */
  version(tenantId: string, contactId: string): Promise<ProjectionView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const copy = await tx.findOneBy(ContactCopy, { tenantId, contactId });
      return { version: copy?.version ?? 0 };
    });
  }
}
