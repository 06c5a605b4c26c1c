import type { Principal, Role } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { forbidden } from '@fieldline/http';
import { viewerOf } from './viewer.js';

/** Who sees every thread of the business. Programs see what their scopes say, which the gateway knows. */
const SEES_ALL: ReadonlySet<Role> = new Set(['operator', 'owner', 'admin', 'agent', 'readonly']);

/**
 * Everybody else sees the threads in which a note mentions them.
 * @throws forbidden, also where there is no such thread
 */
export async function checkSees(
  tx: Transaction,
  tenantId: string,
  conversationId: string,
  caller: Principal,
): Promise<void> {
  if (caller.kind !== 'user' || SEES_ALL.has(caller.role)) return;
  const mentioning = await query(
    tx,
    `SELECT 1 FROM note
      WHERE tenant_id = $1 AND conversation_id = $2 AND $3::uuid = ANY (mentions) LIMIT 1`,
    [tenantId, conversationId, viewerOf(caller)],
  );
  if (mentioning.length === 0)
    throw forbidden('Your role sees a conversation once a colleague mentions you in a note in it.');
}
