import { query, type Transaction } from '@fieldline/database';

export interface ExpiredHold {
  readonly tenantId: string;
  readonly messageId: string;
  readonly conversationId: string;
}

/** Open holds whose time is over. They aren't locked: lock their accounts, then void those that still are. */
export function findExpired(tx: Transaction, limit: number): Promise<ExpiredHold[]> {
  return query<ExpiredHold>(
    tx,
    `SELECT tenant_id AS "tenantId", message_id AS "messageId", conversation_id AS "conversationId"
       FROM hold WHERE state = 'open' AND expires_at <= now() ORDER BY expires_at LIMIT $1`,
    [limit],
  );
}

/** Of some holds, those that are still open and over, locked: no news of their messages comes between. */
export async function stillExpired(
  tx: Transaction,
  holds: readonly ExpiredHold[],
): Promise<ExpiredHold[]> {
  const rows = await query<{ messageId: string }>(
    tx,
    `SELECT message_id AS "messageId" FROM hold
      WHERE (tenant_id, message_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
        AND state = 'open' AND expires_at <= now()
      ORDER BY tenant_id, message_id FOR UPDATE`,
    [holds.map((hold) => hold.tenantId), holds.map((hold) => hold.messageId)],
  );
  const open = new Set(rows.map((row) => row.messageId));
  return holds.filter((hold) => open.has(hold.messageId));
}

export interface Expiry {
  readonly tenantId: string;
  readonly messageId: string;
  /** Null when there is news of the message: then it waits for its end. */
  readonly afterSeconds: number | null;
}

/** Says of open holds when they are given back, if at all. The last word about a message counts. */
export async function setExpiries(tx: Transaction, expiries: readonly Expiry[]): Promise<void> {
  const last = new Map(expiries.map((each) => [`${each.tenantId} ${each.messageId}`, each]));
  const rows = [...last.values()];
  await tx.query(
    `UPDATE hold h SET expires_at = now() + e.after_seconds * interval '1 second'
       FROM unnest($1::uuid[], $2::uuid[], $3::integer[]) AS e (tenant_id, message_id, after_seconds)
      WHERE h.tenant_id = e.tenant_id AND h.message_id = e.message_id AND h.state = 'open'
        AND (h.expires_at IS NOT NULL OR e.after_seconds IS NOT NULL)`,
    [
      rows.map((row) => row.tenantId),
      rows.map((row) => row.messageId),
      rows.map((row) => row.afterSeconds),
    ],
  );
}
