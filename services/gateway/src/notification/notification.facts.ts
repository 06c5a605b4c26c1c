import type {
  BalanceLow,
  ConversationChange,
  ConversationChanged,
  ConversationNoted,
  MessageProgressed,
  NotificationKind,
  OutboundStatus,
  RechargeFailed,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import type { NewNotification, Notice } from './notify.js';

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

type AboutThread = Extract<NotificationKind, 'transfer' | 'transfer_away' | 'resolved'>;

/** What who had a thread is told of its change. */
const LOST_BY: Readonly<Partial<Record<ConversationChange, AboutThread>>> = {
  transferred: 'transfer_away',
  taken_over: 'transfer_away',
  resolved: 'resolved',
};

/** Who got a thread, and who had it, unless it was their own doing. */
export function ofThread({ tenantId, payload }: Received<ConversationChanged>): NewNotification[] {
  const { conversationId, change, changedFor, changedFrom, version } = payload;
  const lost = change ? LOST_BY[change] : undefined;
  if (!lost) return [];
  const from = userIn(payload.by);
  const cause = `${conversationId} ${version}`;
  const told: [string | null, AboutThread][] = [
    [changedFor, 'transfer'],
    [changedFrom, lost],
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

/** Once for each time that the balance falls to a threshold. */
export function ofBalance({ tenantId, payload }: Received<BalanceLow>): Notice {
  return { tenantId, kind: 'balance_low', cause: payload.alertId };
}

export function ofRecharge({ tenantId, payload }: Received<RechargeFailed>): Notice {
  return { tenantId, kind: 'recharge_failed', cause: payload.purchaseId };
}

/** The user's id in `user:<id>`. */
function userIn(actor: string | null | undefined): string | null {
  return actor?.startsWith('user:') ? actor.slice('user:'.length) : null;
}
