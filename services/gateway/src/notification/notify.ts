import { derivedId, type NotificationKind } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { appendStreamEvents } from '../stream/stream.writer.js';

/** So many of a user's notifications are kept, the newest. */
export const NOTIFICATIONS_KEPT = 1_000;

export interface NewNotification {
  readonly tenantId: string;
  readonly userId: string;
  readonly kind: NotificationKind;
  /** What it follows from, for instance a note's id: the same cause tells a user once. */
  readonly cause: string;
  /** What a colleague wrote. Nothing where a fact led to it: its sentence is made when it's read. */
  readonly text?: string;
  /** The user whose doing it is. */
  readonly from?: string | null;
  readonly conversationId?: string | null;
  readonly messageId?: string | null;
}

/** For whoever runs the business. */
export type Notice = Omit<NewNotification, 'userId'>;

interface Told {
  readonly tenantId: string;
  readonly userId: string;
  readonly id: string;
  readonly kind: NotificationKind;
}

/** The same cause is the same notification. */
export function notificationIdOf({ tenantId, userId, kind, cause }: NewNotification): string {
  return derivedId('notification', tenantId, userId, kind, cause);
}

export function notify(tx: Transaction, notification: NewNotification): Promise<void> {
  return notifyAll(tx, [notification]);
}

/**
 * Tells users, of any number of businesses, and their open consoles. Who isn't an active user of the
 * business (an operator, somebody who left) is told nothing.
 */
export async function notifyAll(
  tx: Transaction,
  notifications: readonly NewNotification[],
): Promise<void> {
  if (notifications.length === 0) return;
  const told = await insert(tx, notifications);
  if (told.length === 0) return;
  await appendStreamEvents(
    tx,
    told.map(({ tenantId, userId, id, kind }) => ({
      tenantId,
      userId,
      type: 'notification.created',
      payload: { notificationId: id, kind },
    })),
  );
  // Under the lock of the streams: two who tell the same user don't wait for each other in a circle.
  await forgetOldest(tx, told);
}

/** Tells everybody who owns or administers a business, as it is now. */
export async function notifyOwnersAndAdmins(
  tx: Transaction,
  notices: readonly Notice[],
): Promise<void> {
  const people = await ownersAndAdmins(
    tx,
    notices.map(({ tenantId }) => tenantId),
  );
  await notifyAll(
    tx,
    notices.flatMap((notice) =>
      (people.get(notice.tenantId) ?? []).map((userId) => ({ ...notice, userId })),
    ),
  );
}

async function ownersAndAdmins(
  tx: Transaction,
  tenantIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (tenantIds.length === 0) return new Map();
  const rows = await query<{ tenantId: string; ids: string[] }>(
    tx,
    `SELECT tenant_id AS "tenantId", array_agg(id::text ORDER BY id) AS ids FROM account_user
      WHERE tenant_id = ANY ($1::uuid[]) AND role IN ('owner', 'admin') AND status = 'active'
      GROUP BY tenant_id`,
    [tenantIds],
  );
  return new Map(rows.map(({ tenantId, ids }) => [tenantId, ids]));
}

function insert(tx: Transaction, notifications: readonly NewNotification[]): Promise<Told[]> {
  const rows = notifications.map((each) => ({ ...each, id: notificationIdOf(each) }));
  return query<Told>(
    tx,
    `INSERT INTO user_notification (tenant_id, id, user_id, kind, text, from_id, conversation_id, message_id)
     SELECT u.tenant_id, n.id, u.id, n.kind, coalesce(n.text, ''), n."from", n."conversationId", n."messageId"
       FROM jsonb_to_recordset($1::jsonb) AS n ("tenantId" uuid, id uuid, "userId" uuid, kind text,
            text text, "from" uuid, "conversationId" uuid, "messageId" uuid)
       JOIN account_user u ON u.tenant_id = n."tenantId" AND u.id = n."userId" AND u.status = 'active'
      ORDER BY u.tenant_id, n.id
     ON CONFLICT DO NOTHING
     RETURNING tenant_id AS "tenantId", user_id AS "userId", id, kind`,
    [JSON.stringify(rows)],
  );
}

/** Bounded: a user who is told each minute and reads nothing costs no more than another. */
async function forgetOldest(tx: Transaction, told: readonly Told[]): Promise<void> {
  const users = [...new Map(told.map((each) => [each.userId, each])).values()];
  await tx.query(
    `DELETE FROM user_notification n
      USING unnest($1::uuid[], $2::uuid[]) AS u (tenant_id, user_id)
      CROSS JOIN LATERAL (
        SELECT o.created_at, o.id FROM user_notification o
         WHERE o.tenant_id = u.tenant_id AND o.user_id = u.user_id
         ORDER BY o.created_at DESC, o.id DESC OFFSET ${NOTIFICATIONS_KEPT} LIMIT 1) last
      WHERE n.tenant_id = u.tenant_id AND n.user_id = u.user_id
        AND (n.created_at, n.id) <= (last.created_at, last.id)`,
    [users.map(({ tenantId }) => tenantId), users.map(({ userId }) => userId)],
  );
}
