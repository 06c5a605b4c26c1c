import { query, type Transaction } from '@fieldline/database';
import type { NotificationRow } from './notification.view.js';

export interface NotificationFilter {
  readonly id?: string;
  readonly isUnread?: boolean;
  /** Sort key of the last one seen: its time and id. */
  readonly before?: readonly [at: string, id: string];
  readonly limit: number;
}

/** A user's notifications, newest first, with the name of whose doing each is. */
export function findNotifications(
  tx: Transaction,
  tenantId: string,
  userId: string,
  { id, isUnread = false, before, limit }: NotificationFilter,
): Promise<NotificationRow[]> {
  return query<NotificationRow>(
    tx,
    `SELECT n.id, n.kind, n.text, n.from_id AS "fromId", u.name AS "fromName",
            n.conversation_id AS "conversationId", n.message_id AS "messageId",
            n.created_at AS "createdAt", n.read_at AS "readAt",
            to_char(n.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "sortKey"
       FROM user_notification n
       LEFT JOIN account_user u ON u.tenant_id = n.tenant_id AND u.id = n.from_id
      WHERE n.tenant_id = $1 AND n.user_id = $2 AND ($3::uuid IS NULL OR n.id = $3)
        AND (NOT $4 OR n.read_at IS NULL)
        AND ($5::timestamptz IS NULL OR (n.created_at, n.id) < ($5, $6::uuid))
      ORDER BY n.created_at DESC, n.id DESC LIMIT $7`,
    [tenantId, userId, id ?? null, isUnread, before?.[0] ?? null, before?.[1] ?? null, limit],
  );
}

export async function countUnread(
  tx: Transaction,
  tenantId: string,
  userId: string,
): Promise<number> {
  const [row] = await query<{ unread: number }>(
    tx,
    `SELECT count(*)::integer AS unread FROM user_notification
      WHERE tenant_id = $1 AND user_id = $2 AND read_at IS NULL`,
    [tenantId, userId],
  );
  return row?.unread ?? 0;
}

/**
 * Marks a user's unread notifications as read, one or all.
 * @returns how many were unread
 */
export async function markRead(
  tx: Transaction,
  tenantId: string,
  userId: string,
  id: string | null,
): Promise<number> {
  const rows = await query(
    tx,
    `UPDATE user_notification SET read_at = now()
      WHERE tenant_id = $1 AND user_id = $2 AND read_at IS NULL AND ($3::uuid IS NULL OR id = $3)
      RETURNING 1`,
    [tenantId, userId, id],
  );
  return rows.length;
}
