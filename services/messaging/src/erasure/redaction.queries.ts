import type { OutboundStatus, RedactionReason } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';

/** Until Twilio has it for sure, its body is what is sent, and what it is known by in Twilio's list. */
const NEEDS_BODY = [
  'accepted',
  'reserved',
  'scheduled',
  'waiting_window',
  'dispatching',
  'unknown',
] as const satisfies OutboundStatus[];

export interface RedactedMessages {
  readonly redacted: string[];
  /** Those that still need their bodies. */
  readonly waiting: string[];
}

interface Locked {
  id: string;
  waits: boolean;
}

/**
 * Takes the bodies of a business's messages away; all else of them stays, so that thread, charges and
 * statistics do. Rows are locked in the order in which their steps lock them.
 */
export async function redactMessages(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
  why: RedactionReason,
): Promise<RedactedMessages> {
  if (ids.length === 0) return { redacted: [], waiting: [] };
  const rows = await query<Locked>(
    tx,
    `SELECT id, status = ANY ($3) AS waits FROM message
      WHERE tenant_id = $1 AND id = ANY ($2::uuid[]) AND redacted_at IS NULL
      ORDER BY tenant_id, id FOR NO KEY UPDATE`,
    [tenantId, ids, NEEDS_BODY],
  );
  const redacted = rows.filter(({ waits }) => !waits).map(({ id }) => id);
  await tx.query(
    `UPDATE message SET body = '', body_salt = NULL, asked_hash = NULL, redacted_at = clock_timestamp(), redacted_why = $3
      WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`,
    [tenantId, redacted, why],
  );
  return { redacted, waiting: rows.filter(({ waits }) => waits).map(({ id }) => id) };
}

/** @returns how many bodies are gone now */
export async function redactNotes(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
  why: RedactionReason,
): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await query(
    tx,
    `UPDATE note SET body = '', redacted_at = clock_timestamp(), redacted_why = $3
      WHERE tenant_id = $1 AND id = ANY ($2::uuid[]) AND redacted_at IS NULL RETURNING 1`,
    [tenantId, ids, why],
  );
  return rows.length;
}
