import {
  actorOf,
  ConversationNoted,
  NOTE_MAX_UNITS,
  type NoteView,
  type Principal,
  type WriteNote,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { notFound } from '@fieldline/http';
import { checkScreenText } from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { Conversation } from '../conversation/conversation.entity.js';
import { namesOf, userOf } from '../user/user.queries.js';
import { Note } from './note.entity.js';
import { badNote, idempotencyKeyReused } from './note.errors.js';
import { toNoteView } from './note.view.js';

/** What colleagues write to each other. It has a table of its own, and no text is ever made of it. */
@Injectable()
export class NoteService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @param id derived from the caller's idempotency key: the same again answers the same note
   * @throws body_empty, body_too_long, body_malformed, not_found for the conversation
   */
  async write(
    tenantId: string,
    conversationId: string,
    id: string,
    { body, mentions = [] }: WriteNote,
    author: Principal,
  ): Promise<NoteView> {
    const checked = checkScreenText(body, NOTE_MAX_UNITS);
    if (!checked.ok) throw badNote(checked.code, checked.detail);
    const note = { tenantId, id, conversationId, body, author: actorOf(author) };
    return this.database.asTenant(tenantId, async (tx) => {
      if (!(await tx.existsBy(Conversation, { tenantId, id: conversationId })))
        throw notFound('conversation');
      const people = [...new Set(mentions.map((userId) => userId.toLowerCase()))];
      if (await isNew(tx, { ...note, mentions: people }))
        await this.outbox.add(tx, ConversationNoted, tenantId, {
          noteId: id,
          conversationId,
          by: note.author,
          authorId: userOf(note.author) ?? null,
          mentions: people,
        });
      const stored = await tx.findOneByOrFail(Note, { tenantId, id });
      const sameWords = stored.redactedAt !== null || stored.body === body;
      if (stored.conversationId !== conversationId || !sameWords) throw idempotencyKeyReused();
      return toNoteView(stored, await nameOfAuthor(tx, stored));
    });
  }
}

async function isNew(
  tx: Transaction,
  note: Omit<Note, 'createdAt' | 'redactedAt' | 'redactedWhy'>,
): Promise<boolean> {
  const inserted = await tx
    .createQueryBuilder()
    .insert()
    .into(Note)
    .values(note)
    .orIgnore()
    .returning('id')
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}

/** Null for a program. */
async function nameOfAuthor(
  tx: Transaction,
  { tenantId, author }: Pick<Note, 'tenantId' | 'author'>,
): Promise<string | null> {
  const userId = userOf(author);
  if (userId === undefined) return null;
  return (await namesOf(tx, tenantId, [userId])).get(userId) ?? null;
}
