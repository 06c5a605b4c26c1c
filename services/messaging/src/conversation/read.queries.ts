import type { Transaction } from '@fieldline/database';

/** Notes that a user has read what is in a thread by now. What comes while we do stays unread. */
export async function markRead(
  tx: Transaction,
  tenantId: string,
  conversationId: string,
  userId: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO conversation_read AS r (tenant_id, user_id, conversation_id, read_at)
     SELECT tenant_id, $3::uuid, id, last_inbound_at FROM conversation
      WHERE tenant_id = $1 AND id = $2 AND last_inbound_at IS NOT NULL
     ON CONFLICT (tenant_id, user_id, conversation_id) DO UPDATE
       SET read_at = greatest(r.read_at, excluded.read_at)`,
    [tenantId, conversationId, userId],
  );
}

/** Takes the reading back: unread again, if they ever wrote. */
export async function markUnread(
  tx: Transaction,
  tenantId: string,
  conversationId: string,
  userId: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO conversation_read (tenant_id, user_id, conversation_id, read_at)
     VALUES ($1, $3, $2, '-infinity')
     ON CONFLICT (tenant_id, user_id, conversation_id) DO UPDATE SET read_at = excluded.read_at`,
    [tenantId, conversationId, userId],
  );
}
