import type { NoteView } from '@fieldline/contracts';
import type { Note } from './note.entity.js';

/** @param authorName null for a program */
export function toNoteView(
  { id, conversationId, body, author, mentions, redactedAt, redactedWhy, createdAt }: Note,
  authorName: string | null,
): NoteView {
  return {
    id,
    conversationId,
    body,
    author,
    authorName,
    mentions,
    ...(redactedAt &&
      redactedWhy && { redacted: { at: redactedAt.toISOString(), why: redactedWhy } }),
    createdAt: createdAt.toISOString(),
  };
}
