import { query, type Transaction } from '@fieldline/database';
import { lockAccounts } from '../ledger/ledger.queries.js';

/** How often at most an account is written down: so far back a statement adds up at worst. */
const EVERY = `interval '7 days'`;

/**
 * Writes down where some accounts stand that have moved since they last were.
 * @param every an interval of Postgres's, a week when omitted
 * @returns how many
 */
export async function writeStandings(
  tx: Transaction,
  limit: number,
  every: string = EVERY,
): Promise<number> {
  const due = await query<{ tenantId: string }>(
    tx,
    `SELECT a.tenant_id AS "tenantId" FROM account a
       LEFT JOIN LATERAL (SELECT s.before_entry, s.at FROM standing s WHERE s.tenant_id = a.tenant_id
                           ORDER BY s.before_entry DESC LIMIT 1) last ON true
      WHERE coalesce(last.at, '-infinity') <= now() - ${every}
        AND EXISTS (SELECT FROM entry e
                     WHERE e.tenant_id = a.tenant_id AND e.id >= coalesce(last.before_entry, 0))
      LIMIT $1`,
    [limit],
  );
  if (due.length === 0) return 0;
  const tenantIds = due.map(({ tenantId }) => tenantId);
  // Locked before they are read: nobody books between the balance and the last of its entries.
  await lockAccounts(tx, tenantIds);
  await tx.query(
    `INSERT INTO standing (tenant_id, before_entry, available, held, debt)
     SELECT a.tenant_id, coalesce(last.id, 0) + 1, a.available, a.held, a.debt FROM account a
       LEFT JOIN LATERAL (SELECT e.id FROM entry e WHERE e.tenant_id = a.tenant_id
                           ORDER BY e.id DESC LIMIT 1) last ON true
      WHERE a.tenant_id = ANY ($1::uuid[])
     ON CONFLICT DO NOTHING`,
    [tenantIds],
  );
  return due.length;
}
