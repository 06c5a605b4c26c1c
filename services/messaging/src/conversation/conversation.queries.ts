import { conversationIdOf } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';

export interface ThreadEnds {
  readonly tenantId: string;
  readonly numberId: string;
  readonly recipientId: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Makes sure of a tenant's threads and answers their ids, in order. Takes no lock on one that is there. */
export async function ensureConversations(
  tx: Transaction,
  tenantId: string,
  threads: readonly ThreadEnds[],
): Promise<string[]> {
  const ids = threads.map(({ ours, theirs }) => conversationIdOf(tenantId, ours, theirs));
  await tx.query(
    `INSERT INTO conversation (tenant_id, id, number_id, recipient_id)
     SELECT DISTINCT ON (id) $1::uuid, id, number_id, recipient_id
       FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS c (id, number_id, recipient_id) ORDER BY id
     ON CONFLICT DO NOTHING`,
    [tenantId, ids, threads.map((ends) => ends.numberId), threads.map((ends) => ends.recipientId)],
  );
  return ids;
}

export async function ensureConversation(tx: Transaction, ends: ThreadEnds): Promise<string> {
  const [id = ''] = await ensureConversations(tx, ends.tenantId, [ends]);
  return id;
}

/**
 * Puts threads on top. A rival who is doing the same does it for us: waiting for its commit
 * would put all texts of a thread in one line. One that is claimed at this very moment stays where it is
 * until its next text; a text that comes in waits (`takeConversationSteps`).
 */
export async function putOnTop(
  tx: Transaction,
  tenantId: string,
  ...conversationIds: readonly string[]
): Promise<void> {
  await tx.query(
    `UPDATE conversation SET last_message_at = clock_timestamp()
      WHERE tenant_id = $1 AND id IN (
        SELECT id FROM conversation WHERE tenant_id = $1 AND id = ANY ($2) FOR NO KEY UPDATE SKIP LOCKED)`,
    [tenantId, conversationIds],
  );
}
