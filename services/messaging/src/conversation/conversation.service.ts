import type { ConversationView, EntryView, ListQuery, Page, RecordRef } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { notFound, Problem, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Contact } from '../contact/contact.entity.js';
import { writeContacts } from '../contact/contact.writer.js';
import { findMessages } from '../message/message.queries.js';
import { toMessageView } from '../message/message.view.js';
import { type ConversationRow, findConversations } from './conversation.queries.js';

@Injectable()
export class ConversationService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<ConversationView>> {
    const before = cursorOf(cursor);
    return this.database.asTenant(tenantId, async (tx) => {
      const rows = await findConversations(tx, tenantId, { before, limit: limit + 1 });
      const page = toPage(rows, limit, (row) => [row.sortKey, row.id]);
      return { ...page, items: page.items.map(toView) };
    });
  }

  get(tenantId: string, id: string): Promise<ConversationView> {
    return this.database.asTenant(tenantId, async (tx) => toView(await find(tx, tenantId, id)));
  }

  /** What happened in a thread, newest first. */
  entries(tenantId: string, id: string, { limit, cursor }: ListQuery): Promise<Page<EntryView>> {
    const before = cursorOf(cursor);
    return this.database.asTenant(tenantId, async (tx) => {
      await find(tx, tenantId, id);
      const rows = await findMessages(tx, tenantId, {
        conversationId: id,
        before,
        limit: limit + 1,
      });
      const page = toPage(rows, limit, (row) => [row.sortKey, row.message.id]);
      const items = page.items.map(({ message, ends }): EntryView => {
        const view = toMessageView(message, ends);
        return { type: 'message', at: view.createdAt, message: view };
      });
      return { ...page, items };
    });
  }

  /** Gives the thread's number to a contact that has none, and with it the contact's name to the thread. */
  name(tenantId: string, id: string, ref: RecordRef): Promise<ConversationView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const { number } = await find(tx, tenantId, id);
      const contact = await tx.findOneBy(Contact, { tenantId, ...ref });
      if (!contact) throw notFound('contact');
      if (contact.smsNumber !== null && contact.smsNumber !== number) throw contactHasNumber();
      const { externalId } = contact;
      await writeContacts(tx, this.outbox, tenantId, [
        { externalId, change: { smsNumber: number } },
      ]);
      return toView(await find(tx, tenantId, id));
    });
  }
}

async function find(tx: Transaction, tenantId: string, id: string): Promise<ConversationRow> {
  const [row] = await findConversations(tx, tenantId, { id, limit: 1 });
  if (!row) throw notFound('conversation');
  return row;
}

function cursorOf(cursor: string | undefined): readonly [string, string] | undefined {
  const [at, id] = readCursor(cursor, 2);
  return at !== undefined && id !== undefined ? [at, id] : undefined;
}

function toView({ sortKey: _, ...view }: ConversationRow): ConversationView {
  return view;
}

const contactHasNumber = (): Problem =>
  new Problem({
    code: 'contact_has_number',
    status: 409,
    detail: 'This contact has another SMS number. Change it on the contact first.',
  });
