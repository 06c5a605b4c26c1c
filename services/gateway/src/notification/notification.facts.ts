import type {
  ConversationChanged,
  ConversationNoted,
  MessageProgressed,
  OutboundStatus,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import type { NewNotification } from './notify.js';

/** Everybody whom a note mentions, but not its author. */
export function ofNote({ tenantId, payload }: Received<ConversationNoted>): NewNotification[] {
  const { noteId, conversationId, authorId, mentions } = payload;
  return [...new Set(mentions)]
    .filter((userId) => userId !== authorId)
    .map((userId) => ({
      tenantId,
      userId,
      kind: 'mention',
      cause: noteId,
      from: authorId,
      conversationId,
    }));
}

/** Who got a thread, and who had it, unless it was their own doing. */
export function ofThread({ tenantId, payload }: Received<ConversationChanged>): NewNotification[] {
  const { conversationId, change, changedFor, changedFrom, version } = payload;
  if (change !== 'transferred' && change !== 'taken_over') return [];
  const from = userIn(payload.by);
  const cause = `${conversationId} ${version}`;
  const told: [string | null, 'transfer' | 'transfer_away'][] = [
    [changedFor, 'transfer'],
    [changedFrom, 'transfer_away'],
  ];
  return told.flatMap(([userId, kind]) =>
    userId === null || userId === undefined || userId === from
      ? []
      : [{ tenantId, userId, kind, cause, from, conversationId }],
  );
}

const FAILED: ReadonlySet<OutboundStatus> = new Set(['undelivered', 'failed', 'rejected']);

/** The user whose text didn't go through, once for the text. */
export function ofText({ tenantId, payload }: Received<MessageProgressed>): NewNotification[] {
  const { messageId, conversationId, status, errorCode, sentBy } = payload;
  const userId = userIn(sentBy);
  // Canceled with a reason was not canceled by anybody: they opted out before it went.
  const failed = FAILED.has(status) || (status === 'canceled' && errorCode !== null);
  if (!failed || userId === null) return [];
  return [{ tenantId, userId, kind: 'failed_text', cause: messageId, conversationId, messageId }];
}

/** The user's id in `user:<id>`. */
function userIn(actor: string | null | undefined): string | null {
  return actor?.startsWith('user:') ? actor.slice('user:'.length) : null;
}
