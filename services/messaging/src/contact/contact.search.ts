import { query, type Transaction } from '@fieldline/database';
import { readSearch } from '../conversation/search.words.js';

export interface ContactSearch {
  /** As it was typed. */
  readonly q: string;
  /** The last contact seen. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Longer than anybody waits: then it's given up. */
const TIMEOUT_MS = 5_000;

/**
 * The newest contacts that are called so, whose number ends so, or whose external id it is. Each way is looked for
 * by itself, so that each has its index.
 * @param tx the worker's: each part names the tenant
 * @returns their ids, the newest first
 */
export async function searchContacts(
  tx: Transaction,
  tenantId: string,
  { q, before, limit }: ContactSearch,
): Promise<string[]> {
  const { lastDigits, inName } = readSearch(q);
  const parameters: unknown[] = [tenantId, before ?? null, q];
  const place = (value: unknown): string => `$${parameters.push(value)}`;
  const matches = ['c.external_id = $3'];
  if (lastDigits !== undefined)
    matches.push(`c.recipient_id IN (SELECT r.id FROM recipient r
      WHERE r.tenant_id = $1 AND reverse(r.phone_number) LIKE ${place(`${lastDigits}%`)})`);
  if (inName.length > 0)
    // Words are letters and digits: nothing in them means anything to LIKE.
    matches.push(
      inName
        .map((word) => `c.searched_name LIKE '%' || plain(${place(word)}) || '%'`)
        .join(' AND '),
    );
  const newest = `ORDER BY id DESC LIMIT ${limit}`;
  const found = matches.map(
    (match) => `(SELECT c.id FROM contact c
                  WHERE c.tenant_id = $1 AND ($2::uuid IS NULL OR c.id < $2::uuid) AND ${match} ${newest})`,
  );
  await tx.query(`SET LOCAL statement_timeout = ${TIMEOUT_MS}; SET LOCAL random_page_cost = 1.1`);
  const rows = await query<{ id: string }>(
    tx,
    `SELECT id FROM (${found.join(' UNION ')}) found ${newest}`,
    parameters,
  );
  return rows.map(({ id }) => id);
}
