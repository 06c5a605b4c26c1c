import {
  type ListNotifications,
  NOTIFICATION_MAX_UNITS,
  type NotificationPage,
  type NotificationView,
  type Principal,
  type SendNotification,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { checkScreenText } from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { ConversationClient } from '../conversation/conversation.client.js';
import { idempotencyKeyReused } from '../idempotency/idempotency.errors.js';
import { lockStreams } from '../stream/stream.writer.js';
import { User } from '../user/user.entity.js';
import { badText, notAUser, userInactive } from './notification.errors.js';
import { countUnread, findNotifications, markRead } from './notification.queries.js';
import { toNotificationView } from './notification.view.js';
import { type NewNotification, notificationIdOf, notify } from './notify.js';

/** Each user sees and reads their own; a program has none. */
@Injectable()
export class NotificationService {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationClient,
  ) {}

  list(
    caller: Principal,
    tenantId: string,
    { limit, cursor, unread }: ListNotifications,
  ): Promise<NotificationPage> {
    const userId = userOf(caller);
    const [at, id] = readCursor(cursor, 2);
    const before = at !== undefined && id !== undefined ? ([at, id] as const) : undefined;
    return this.database.asTenantAtOneMoment(tenantId, async (tx) => {
      const wanted = { isUnread: unread === 'true', before, limit: limit + 1 };
      const rows = await findNotifications(tx, tenantId, userId, wanted);
      const page = toPage(rows, limit, (row) => [row.sortKey, row.id]);
      const items = page.items.map(toNotificationView);
      return { ...page, items, unread: await countUnread(tx, tenantId, userId) };
    });
  }

  /**
   * One user tells another, or themselves.
   * @param cause derived from the caller's key: the same again is the same notification
   * @throws body_empty, body_too_long, body_malformed, not_found, user_inactive
   */
  async send(
    caller: Principal,
    tenantId: string,
    cause: string,
    { body, ...ids }: SendNotification,
  ): Promise<NotificationView> {
    const from = userOf(caller);
    const userId = ids.userId.toLowerCase();
    const conversationId = ids.conversationId?.toLowerCase();
    const checked = checkScreenText(body, NOTIFICATION_MAX_UNITS);
    if (!checked.ok) throw badText(checked.code, checked.detail);
    if (conversationId !== undefined) await this.conversations.get(caller, conversationId);
    const text = { tenantId, userId, kind: 'message', cause, text: body, from } as const;
    return this.database.asTenant(tenantId, async (tx) => {
      const user = await tx.findOneBy(User, { tenantId, id: userId });
      if (!user) throw notFound('user');
      const told = await find(tx, { ...text, conversationId });
      if (told) return told;
      if (user.status !== 'active') throw userInactive();
      await notify(tx, { ...text, conversationId });
      return (await find(tx, { ...text, conversationId })) ?? failed();
    });
  }

  /** Once read it stays read. @throws not_found, also for another user's */
  read(caller: Principal, tenantId: string, id: string): Promise<NotificationView> {
    const userId = userOf(caller);
    return this.database.asTenant(tenantId, async (tx) => {
      await markRead(tx, tenantId, userId, id);
      const [row] = await findNotifications(tx, tenantId, userId, { id, limit: 1 });
      if (!row) throw notFound('notification');
      return toNotificationView(row);
    });
  }

  /** @returns how many were unread */
  readAll(caller: Principal, tenantId: string): Promise<{ read: number }> {
    const userId = userOf(caller);
    return this.database.asTenant(tenantId, async (tx) => {
      // Whoever notifies holds it while old ones are forgotten: else the two wait in a circle.
      await lockStreams(tx, [tenantId]);
      return { read: await markRead(tx, tenantId, userId, null) };
    });
  }
}

/** @throws forbidden for programs, and for operators, who are nobody's colleagues */
function userOf({ kind, id, role }: Principal): string {
  if (kind !== 'user' || role === 'operator') throw notAUser();
  return id;
}

/** @throws idempotency_key_reused when the key has told something else */
async function find(
  tx: Transaction,
  wanted: NewNotification,
): Promise<NotificationView | undefined> {
  const { tenantId, userId } = wanted;
  const id = notificationIdOf(wanted);
  const [row] = await findNotifications(tx, tenantId, userId, { id, limit: 1 });
  if (!row) return undefined;
  if (row.text !== wanted.text || row.conversationId !== (wanted.conversationId ?? null))
    throw idempotencyKeyReused();
  return toNotificationView(row);
}

function failed(): never {
  throw new Error('a notification was written and is not there');
}
