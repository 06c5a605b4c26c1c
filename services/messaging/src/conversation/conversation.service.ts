import {
  actorOf,
  type ConversationCounts,
  type ConversationView,
  type EntryView,
  type ListConversations,
  type ListQuery,
  type Page,
  type Principal,
  type RecordRef,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Contact } from '../contact/contact.entity.js';
import { contactKind } from '../contact/contact.kind.js';
import { writeRecords } from '../record/record.writer.js';
import { checkSees } from './conversation.access.js';
import { countConversations } from './conversation.counts.js';
import { Conversation } from './conversation.entity.js';
import {
  contactHasNumber,
  unreadByNobody,
  userRequired,
  viewOfNobody,
} from './conversation.errors.js';
import type { ConversationFilter } from './conversation.filter.js';
import { findConversation, findConversations, toConversationView } from './conversation.rows.js';
import { takeConversationSteps } from './conversation.steps.js';
import { findEntries, findEntryKeys } from './entry.queries.js';
import { markRead, markUnread } from './read.queries.js';
import { searchConversations } from './search.queries.js';
import { readSearch } from './search.words.js';
import { viewerOf } from './viewer.js';

/** What the inbox shows. Who has which thread is the `InboxService`'s. */
@Injectable()
export class ConversationService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** @throws invalid_request when a program asks for its own threads or unread ones */
  async list(
    tenantId: string,
    caller: Principal,
    { limit, cursor, view, unread, assignee, q }: ListConversations,
  ): Promise<Page<ConversationView>> {
    if (caller.kind !== 'user' && view === 'mine') throw viewOfNobody();
    if (caller.kind !== 'user' && unread === 'true') throw unreadByNobody();
    const filter: ConversationFilter = {
      viewer: viewerOf(caller),
      view,
      assignee,
      unread: unread === undefined ? undefined : unread === 'true',
      before: placeOf(cursor),
      limit: limit + 1,
    };
    const found = q === undefined ? filter : await this.search(tenantId, filter, q);
    return this.database.asTenant(tenantId, async (tx) => {
      const rows = await findConversations(tx, tenantId, found);
      const page = toPage(rows, limit, (row) => [row.sortKey, row.id]);
      return { ...page, items: page.items.map(toConversationView) };
    });
  }

  counts(tenantId: string, caller: Principal): Promise<ConversationCounts> {
    return this.database.asTenant(tenantId, (tx) =>
      countConversations(tx, tenantId, viewerOf(caller)),
    );
  }

  /** @throws forbidden, not_found */
  get(tenantId: string, id: string, caller: Principal): Promise<ConversationView> {
    return this.database.asTenant(tenantId, async (tx) => {
      await checkSees(tx, tenantId, id, caller);
      return toConversationView(await findConversation(tx, tenantId, id, viewerOf(caller)));
    });
  }

  /** What happened in a thread, newest first. @throws forbidden, not_found */
  entries(
    tenantId: string,
    id: string,
    caller: Principal,
    { limit, cursor }: ListQuery,
  ): Promise<Page<EntryView>> {
    const before = placeOf(cursor);
    return this.database.asTenant(tenantId, async (tx) => {
      await checkSees(tx, tenantId, id, caller);
      if (!(await tx.existsBy(Conversation, { tenantId, id }))) throw notFound('conversation');
      const place = { conversationId: id, before, limit: limit + 1 };
      const keys = await findEntryKeys(tx, tenantId, place);
      const page = toPage(keys, limit, (key) => [key.sortKey, key.id]);
      return { ...page, items: await findEntries(tx, tenantId, page.items) };
    });
  }

  /** Up to what is in it now, for the caller alone. @throws user_required, not_found */
  read(
    tenantId: string,
    id: string,
    caller: Principal,
    { unread = false }: { readonly unread?: boolean },
  ): Promise<ConversationView> {
    const userId = viewerOf(caller);
    if (userId === null) throw userRequired();
    return this.database.asTenant(tenantId, async (tx) => {
      await findConversation(tx, tenantId, id, userId);
      const mark = unread ? markUnread : markRead;
      await mark(tx, tenantId, id, userId);
      return toConversationView(await findConversation(tx, tenantId, id, userId));
    });
  }

  /** Gives the thread's number to a contact that has none, and with it the contact's name to the thread. */
  name(tenantId: string, id: string, caller: Principal, ref: RecordRef): Promise<ConversationView> {
    const viewer = viewerOf(caller);
    return this.database.asTenant(tenantId, async (tx) => {
      const { number } = await findConversation(tx, tenantId, id, viewer);
      const contact = await tx.findOneBy(Contact, { tenantId, ...ref });
      if (!contact) throw notFound('contact');
      if (contact.smsNumber !== null && contact.smsNumber !== number) throw contactHasNumber();
      const { externalId } = contact;
      const [written] = await writeRecords(contactKind, tx, this.outbox, tenantId, [
        { externalId, change: { smsNumber: number } },
      ]);
      if (written?.outcome === 'updated') {
        const step = { kind: 'named', contactId: contact.id } as const;
        const by = actorOf(caller);
        await takeConversationSteps(tx, this.outbox, [{ tenantId, conversationId: id, step, by }]);
      }
      return toConversationView(await findConversation(tx, tenantId, id, viewer));
    });
  }

  /**
   * What is looked for is found as the worker: row-level security keeps the tenant's role from the indexes of
   * words. Found are ids; what is shown of them is read as the tenant.
   */
  private async search(
    tenantId: string,
    filter: ConversationFilter,
    q: string,
  ): Promise<ConversationFilter> {
    const { viewer, limit } = filter;
    const ids = await this.database.asWorker((tx) =>
      searchConversations(tx, tenantId, filter, readSearch(q)),
    );
    return { viewer, limit, ids };
  }
}

function placeOf(cursor: string | undefined): readonly [string, string] | undefined {
  const [at, id] = readCursor(cursor, 2);
  return at !== undefined && id !== undefined ? [at, id] : undefined;
}
