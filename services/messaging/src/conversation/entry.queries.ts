import type { EntryView } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { type FindOperator, In } from 'typeorm';
import { findMessages } from '../message/message.queries.js';
import { toMessageView } from '../message/message.view.js';
import { Note } from '../note/note.entity.js';
import { toNoteView } from '../note/note.view.js';
import { namesOf, userOf } from '../user/user.queries.js';
import { ConversationEvent } from './conversation-event.entity.js';
import { toEventView } from './conversation-event.view.js';
import { iso } from './conversation.rows.js';

export interface EntryPlace {
  readonly conversationId: string;
  /** Sort key of the last entry seen: its time and id. */
  readonly before?: readonly [at: string, id: string];
  readonly limit: number;
}

/** Where an entry stands in its thread. */
export interface EntryKey {
  readonly type: EntryView['type'];
  readonly id: string;
  readonly sortKey: string;
}

/** What happened in a thread, newest first: of each kind only so many are read as are asked for. */
export function findEntryKeys(
  tx: Transaction,
  tenantId: string,
  { conversationId, before, limit }: EntryPlace,
): Promise<EntryKey[]> {
  const newest = (type: EntryView['type'], table: string): string =>
    `(SELECT '${type}' AS type, e.id, e.created_at FROM ${table} e
       WHERE e.tenant_id = $1 AND e.conversation_id = $2 ${before ? BEHIND : ''}
       ORDER BY e.created_at DESC, e.id DESC LIMIT $3)`;
  return query<EntryKey>(
    tx,
    `SELECT e.type, e.id, ${iso('e.created_at', 'US')} AS "sortKey"
       FROM (${newest('message', 'message')} UNION ALL ${newest('note', 'note')}
             UNION ALL ${newest('event', 'conversation_event')}) e
      ORDER BY e.created_at DESC, e.id DESC LIMIT $3`,
    [tenantId, conversationId, limit, ...(before ?? [])],
  );
}

const BEHIND = 'AND (e.created_at, e.id) < ($4::timestamptz, $5::uuid)';

/** Entries as they are shown, in the order of their keys. */
export async function findEntries(
  tx: Transaction,
  tenantId: string,
  keys: readonly EntryKey[],
): Promise<EntryView[]> {
  const idsOf = (type: EntryView['type']): string[] =>
    keys.flatMap((key) => (key.type === type ? [key.id] : []));
  const views = new Map<string, EntryView>();
  const messageIds = idsOf('message');
  const messages = { ids: messageIds, limit: messageIds.length };
  for (const { message, ends, isPaused } of await findMessages(tx, tenantId, messages)) {
    const view = toMessageView(message, ends, isPaused);
    views.set(view.id, { type: 'message', at: view.createdAt, message: view });
  }
  const notes = await ofIds(idsOf('note'), (id) => tx.findBy(Note, { tenantId, id }));
  const events = await ofIds(idsOf('event'), (id) =>
    tx.findBy(ConversationEvent, { tenantId, id }),
  );
  const names = await namesOf(tx, tenantId, usersIn(notes, events));
  for (const note of notes) {
    const view = toNoteView(note, names.get(userOf(note.author) ?? '') ?? null);
    views.set(view.id, { type: 'note', at: view.createdAt, note: view });
  }
  for (const event of events) {
    const view = toEventView(event, names);
    views.set(view.id, { type: 'event', at: view.createdAt, event: view });
  }
  return keys.flatMap(({ id }) => views.get(id) ?? []);
}

/** Nothing is asked where nothing can be found. */
async function ofIds<T>(
  ids: readonly string[],
  find: (id: FindOperator<string>) => Promise<T[]>,
): Promise<T[]> {
  return ids.length === 0 ? [] : find(In([...ids]));
}

function usersIn(notes: readonly Note[], events: readonly ConversationEvent[]): string[] {
  const actors = [...notes.map(({ author }) => author), ...events.map(({ by }) => by)];
  const holders = events.flatMap(({ detail: { from, to } }) => [from ?? [], to ?? []].flat());
  return [...actors.flatMap((actor) => userOf(actor) ?? []), ...holders];
}
