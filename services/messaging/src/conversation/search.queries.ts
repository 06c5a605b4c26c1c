import { query, type Transaction } from '@fieldline/database';
import { conditionsOf, type ConversationFilter, type Place } from './conversation.filter.js';
import type { Search } from './search.words.js';

/** A condition on threads (`v`) of the business of $1. */
type Match = (place: Place) => string;

/**
 * A search that takes longer than anybody waits for it is given up. What is looked for is mostly in memory:
 * to read all threads instead of looking some up by their keys doesn't pay.
 */
const TIMEOUT_MS = 5_000;

/**
 * The newest threads of a filter whose number ends so, whose contact is called so, or that have a message with
 * these words. Each way is looked for by itself, so that each has its index.
 * @param tx the worker's: each part names the tenant
 * @returns their ids, as many as the filter's limit
 */
export async function searchConversations(
  tx: Transaction,
  tenantId: string,
  filter: ConversationFilter,
  search: Search,
): Promise<string[]> {
  const matches = matchesOf(search);
  if (matches.length === 0) return [];
  const { where, parameters, place } = conditionsOf(tenantId, filter);
  const newest = `ORDER BY v.last_message_at DESC, v.id DESC LIMIT ${filter.limit}`;
  const found = matches.map(
    (match) => `(SELECT v.id, v.last_message_at FROM conversation v
                  WHERE ${where} AND ${match(place)} ${newest})`,
  );
  await tx.query(`SET LOCAL statement_timeout = ${TIMEOUT_MS}; SET LOCAL random_page_cost = 1.1`);
  const rows = await query<{ id: string }>(
    tx,
    `SELECT v.id FROM (${found.join(' UNION ')}) v ${newest}`,
    parameters,
  );
  return rows.map(({ id }) => id);
}

function matchesOf({ lastDigits, inName, inBody }: Search): Match[] {
  return [
    ...(lastDigits === undefined ? [] : [numberEnds(lastDigits)]),
    ...(inName.length === 0 ? [] : [isCalled(inName)]),
    ...(inBody === undefined ? [] : [hasWords(inBody)]),
  ];
}

const numberEnds =
  (lastDigits: string): Match =>
  (place) => `v.recipient_id IN (
    SELECT r.id FROM recipient r
     WHERE r.tenant_id = $1 AND reverse(r.phone_number) LIKE ${place(`${lastDigits}%`)})`;

/** Words are letters and digits: nothing in them means anything to LIKE. */
const isCalled =
  (words: readonly string[]): Match =>
  (place) => {
    const patterns = words.map((word) => `'%' || plain(${place(word)}) || '%'`);
    const like = (name: string): string =>
      patterns.map((pattern) => `${name} LIKE ${pattern}`).join(' AND ');
    return `v.recipient_id IN (
      SELECT c.recipient_id FROM contact c WHERE c.tenant_id = $1 AND ${like('c.searched_name')}
      UNION ALL
      SELECT e.recipient_id FROM employee e WHERE e.tenant_id = $1 AND ${like(`' ' || plain(e.name)`)})`;
  };

const hasWords =
  (inBody: string): Match =>
  (place) => `EXISTS (
    SELECT FROM message_words w
     WHERE w.tenant_id = $1 AND w.conversation_id = v.id
       AND w.words @@ to_tsquery('messaging.plain_words', ${place(inBody)}))`;
