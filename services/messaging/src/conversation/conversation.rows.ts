import type { ConversationView, PersonView } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import { conditionsOf, type ConversationFilter } from './conversation.filter.js';
import { IS_UNREAD } from './conversation.views.js';

/** A thread as it is shown, and since when it is somebody's. */
export interface ConversationRow extends Omit<ConversationView, 'assignee' | 'mayMeanVisit'> {
  readonly assignee: (PersonView & { readonly since: string }) | null;
  readonly sortKey: string;
}

/** Threads, newest first, with the names of every contact and employee that has the number. */
export function findConversations(
  tx: Transaction,
  tenantId: string,
  filter: ConversationFilter,
): Promise<ConversationRow[]> {
  const { where, parameters } = conditionsOf(tenantId, filter);
  return query<ConversationRow>(
    tx,
    `SELECT v.id, r.phone_number AS number, coalesce(c.names, '[]') AS names,
            r.stopped_at IS NOT NULL AS "optedOut", v.state, v.attention, v.version,
            CASE WHEN v.assignee_id IS NULL THEN NULL ELSE
              jsonb_build_object('id', v.assignee_id, 'name', u.name, 'since', ${iso('v.assigned_at')})
            END AS assignee,
            ${IS_UNREAD} AS unread,
            CASE WHEN m.id IS NULL THEN NULL ELSE
              jsonb_build_object('id', m.id, 'direction', m.direction, 'body', m.body, 'at', ${iso('m.created_at')})
            END AS "lastMessage",
            ${iso('v.created_at')} AS "createdAt", ${iso('v.last_message_at', 'US')} AS "sortKey"
       FROM (SELECT * FROM conversation v WHERE ${where}
              ORDER BY v.last_message_at DESC, v.id DESC LIMIT ${filter.limit}) v
       -- Looked up one by one: joined, Postgres may read all recipients for the threads of a page.
       CROSS JOIN LATERAL (SELECT r.phone_number, r.stopped_at FROM recipient r
         WHERE r.tenant_id = v.tenant_id AND r.id = v.recipient_id OFFSET 0) r
       LEFT JOIN user_copy u ON u.tenant_id = v.tenant_id AND u.user_id = v.assignee_id
       LEFT JOIN LATERAL (
         SELECT m.id, m.direction, m.body, m.created_at FROM message m
          WHERE m.tenant_id = v.tenant_id AND m.conversation_id = v.id
          ORDER BY m.created_at DESC, m.id DESC LIMIT 1) m ON true
       LEFT JOIN LATERAL (${NAMES}) c ON true
      ORDER BY v.last_message_at DESC, v.id DESC`,
    parameters,
  );
}

/** An opt-in with another number than the thread's counts for nothing here. */
const NAMES = `
  SELECT jsonb_agg(n.entry ORDER BY n.name, n.id) AS names
    FROM (
      SELECT c.id, c.name, jsonb_build_object('contactId', c.id, 'name', c.name, 'consent',
               CASE WHEN k.state = 'opted_in' AND k.bound_recipient_id IS DISTINCT FROM v.recipient_id
                 THEN 'none' ELSE coalesce(k.state, 'none') END) AS entry
        FROM contact c
        LEFT JOIN consent_copy k ON k.tenant_id = c.tenant_id AND k.subject_id = c.id
       WHERE c.tenant_id = v.tenant_id AND c.recipient_id = v.recipient_id
      UNION ALL
      SELECT e.id, e.name, jsonb_build_object('employeeId', e.id, 'name', e.name)
        FROM employee e
       WHERE e.tenant_id = v.tenant_id AND e.recipient_id = v.recipient_id) n`;

/** @throws not_found */
export async function findConversation(
  tx: Transaction,
  tenantId: string,
  id: string,
  viewer: string | null,
): Promise<ConversationRow> {
  const [row] = await findConversations(tx, tenantId, { ids: [id], viewer, limit: 1 });
  if (!row) throw notFound('conversation');
  return row;
}

export function toConversationView({
  sortKey: _,
  assignee,
  attention,
  ...row
}: ConversationRow): ConversationView {
  return {
    ...row,
    attention,
    mayMeanVisit: attention.includes('may_mean_visit'),
    assignee: assignee && { id: assignee.id, name: assignee.name },
  };
}

/** @param fraction of a second: milliseconds to show, microseconds to go on behind */
export function iso(column: string, fraction: 'MS' | 'US' = 'MS'): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.${fraction}"Z"')`;
}
