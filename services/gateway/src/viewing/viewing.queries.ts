import { type Database, query, type Transaction } from '@fieldline/database';

/** Clients say it again every 30 seconds; one of those may get lost on its way, not two. */
const LASTS = `interval '45 seconds'`;
const SWEPT_AT_ONCE = 500;

export interface Viewing {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly userId: string;
}

export interface Viewer {
  readonly id: string;
  readonly name: string;
}

/** Prolongs a viewing. False when there is none, or none any more. */
export async function prolong(tx: Transaction, viewing: Viewing): Promise<boolean> {
  const rows = await query(
    tx,
    `UPDATE viewing SET until = now() + ${LASTS}
      WHERE tenant_id = $1 AND conversation_id = $2 AND user_id = $3 AND until > now() RETURNING 1`,
    [viewing.tenantId, viewing.conversationId, viewing.userId],
  );
  return rows.length > 0;
}

export async function begin(tx: Transaction, viewing: Viewing): Promise<void> {
  await tx.query(
    `INSERT INTO viewing (tenant_id, conversation_id, user_id, until)
     VALUES ($1, $2, $3, now() + ${LASTS})
     ON CONFLICT (tenant_id, conversation_id, user_id) DO UPDATE SET until = excluded.until`,
    [viewing.tenantId, viewing.conversationId, viewing.userId],
  );
}

/** False when there was none to end. */
export async function end(tx: Transaction, viewing: Viewing): Promise<boolean> {
  const rows = await query(
    tx,
    `DELETE FROM viewing WHERE tenant_id = $1 AND conversation_id = $2 AND user_id = $3 RETURNING 1`,
    [viewing.tenantId, viewing.conversationId, viewing.userId],
  );
  return rows.length > 0;
}

/** Who looks at a thread, in an order that stays. */
export function viewersOf(
  tx: Transaction,
  tenantId: string,
  conversationId: string,
): Promise<Viewer[]> {
  return query(
    tx,
    `SELECT u.id, u.name FROM viewing v
       JOIN account_user u ON u.tenant_id = v.tenant_id AND u.id = v.user_id AND u.status = 'active'
      WHERE v.tenant_id = $1 AND v.conversation_id = $2 AND v.until > now()
      ORDER BY u.name, u.id`,
    [tenantId, conversationId],
  );
}

/** Businesses where somebody has stopped looking without a word. */
export async function tenantsWithLapsed(database: Database): Promise<string[]> {
  const rows = await database.query<{ tenantId: string }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM (
       SELECT tenant_id FROM viewing WHERE until <= now() ORDER BY until LIMIT ${SWEPT_AT_ONCE}) AS lapsed`,
  );
  return rows.map(({ tenantId }) => tenantId);
}

/** Takes these away. @returns the threads that they looked at, once each */
export function sweep(
  tx: Transaction,
  tenantIds: readonly string[],
): Promise<{ tenantId: string; conversationId: string }[]> {
  return query(
    tx,
    `WITH gone AS (
       DELETE FROM viewing WHERE tenant_id = ANY($1::uuid[]) AND until <= now()
       RETURNING tenant_id, conversation_id)
     SELECT DISTINCT tenant_id AS "tenantId", conversation_id AS "conversationId" FROM gone
      ORDER BY 1, 2`,
    [tenantIds],
  );
}
