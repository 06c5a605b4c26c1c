import { conversationIdOf, type ConversationView } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';

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
 * would put all texts of a thread in one line.
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

/** Notes that a keyword of theirs may have meant the visit. */
export async function flagVisit(
  tx: Transaction,
  tenantId: string,
  conversationId: string,
): Promise<void> {
  await tx.query(`UPDATE conversation SET may_mean_visit = true WHERE tenant_id = $1 AND id = $2`, [
    tenantId,
    conversationId,
  ]);
}

export interface ConversationFilter {
  readonly id?: string;
  /** Sort key of the last thread seen: its time and id. */
  readonly before?: readonly [at: string, id: string];
  readonly limit: number;
}

export type ConversationRow = ConversationView & { readonly sortKey: string };

/** Threads, newest first, with the names of every contact that has the number. */
export function findConversations(
  tx: Transaction,
  tenantId: string,
  { id, before, limit }: ConversationFilter,
): Promise<ConversationRow[]> {
  return query<ConversationRow>(
    tx,
    `SELECT v.id, r.phone_number AS number, coalesce(c.names, '[]') AS names,
            r.stopped_at IS NOT NULL AS "optedOut", v.may_mean_visit AS "mayMeanVisit",
            CASE WHEN m.id IS NULL THEN NULL ELSE
              jsonb_build_object('id', m.id, 'direction', m.direction, 'body', m.body, 'at', ${iso('m.created_at')})
            END AS "lastMessage",
            ${iso('v.created_at')} AS "createdAt", ${iso('v.last_message_at', 'US')} AS "sortKey"
       FROM conversation v
       JOIN recipient r ON r.tenant_id = v.tenant_id AND r.id = v.recipient_id
       LEFT JOIN LATERAL (
         SELECT * FROM message m WHERE m.tenant_id = v.tenant_id AND m.conversation_id = v.id
          ORDER BY m.created_at DESC, m.id DESC LIMIT 1) m ON true
       LEFT JOIN LATERAL (
         SELECT jsonb_agg(jsonb_build_object('contactId', c.id, 'name', c.name) ORDER BY c.name, c.id) AS names
           FROM contact c WHERE c.tenant_id = v.tenant_id AND c.recipient_id = v.recipient_id) c ON true
      WHERE v.tenant_id = $1 AND ($2::uuid IS NULL OR v.id = $2)
        AND ($3::timestamptz IS NULL OR (v.last_message_at, v.id) < ($3, $4::uuid))
      ORDER BY v.last_message_at DESC, v.id DESC LIMIT $5`,
    [tenantId, id ?? null, before?.[0] ?? null, before?.[1] ?? null, limit],
  );
}

function iso(column: string, fraction: 'MS' | 'US' = 'MS'): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.${fraction}"Z"')`;
}
