import { CONVERSATION_VIEWS, type ConversationCounts } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { IN_VIEW, IS_UNREAD } from './conversation.views.js';

/** Of each view the newest so many threads are counted, however many there are. */
export const COUNTED_MAX = 1_000;

interface CountRow {
  view: keyof ConversationCounts;
  count: number;
  unread: number;
}

/** How many threads each view has, and how many of them the viewer has yet to read. */
export async function countConversations(
  tx: Transaction,
  tenantId: string,
  viewer: string | null,
): Promise<ConversationCounts> {
  const newest = CONVERSATION_VIEWS.map(
    (view) =>
      `(SELECT '${view}' AS view, v.tenant_id, v.id, v.last_inbound_at FROM conversation v
         WHERE v.tenant_id = $1 AND ${IN_VIEW[view]}
         ORDER BY v.last_message_at DESC, v.id DESC LIMIT ${COUNTED_MAX + 1})`,
  );
  const rows = await query<CountRow>(
    tx,
    `SELECT view, count(*)::int AS count, (count(*) FILTER (WHERE ${IS_UNREAD}))::int AS unread
       FROM (${newest.join(' UNION ALL ')}) v GROUP BY view`,
    [tenantId, viewer],
  );
  const counted = new Map(rows.map((row) => [row.view, row]));
  const entries = CONVERSATION_VIEWS.map((view) => {
    const { count = 0, unread = 0 } = counted.get(view) ?? {};
    const atLeast = count > COUNTED_MAX;
    const upTo = (number: number): number => Math.min(number, COUNTED_MAX);
    return [view, { count: upTo(count), unread: upTo(unread), atLeast }] as const;
  });
  return Object.fromEntries(entries) as ConversationCounts;
}
