import { query, type Transaction } from '@fieldline/database';
import { POST_WITHIN_MS } from './dispatch.queries.js';
import { ASKED_AT_ONCE } from './inquiry.js';

/** Long enough for Twilio's answer; after it another replica may ask. */
const LEASE_SECONDS = 30;
const RIVALS_MAX = 1_000;

/** A message whose attempt has no known end, and is due to be looked for. */
export interface UnknownMessage {
  readonly tenantId: string;
  readonly messageId: string;
  readonly conversationId: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly begunAt: Date;
  /** Since the attempt, by the database's clock. */
  readonly elapsedMs: number;
}

/** Leases messages without a known end, so that replicas don't ask twice and a crash asks again. */
export function claimUnknown(tx: Transaction): Promise<UnknownMessage[]> {
  return query<UnknownMessage>(
    tx,
    `UPDATE message m
        SET follow_ups = m.follow_ups + 1, follow_up_at = now() + interval '${LEASE_SECONDS} seconds'
       FROM number n, recipient r
      WHERE n.tenant_id = m.tenant_id AND n.id = m.number_id
        AND r.tenant_id = m.tenant_id AND r.id = m.recipient_id
        AND (m.tenant_id, m.id) IN (
          SELECT tenant_id, id FROM message
           WHERE status IN ('unknown', 'unknown_final') AND follow_up_at <= now()
           ORDER BY follow_up_at LIMIT ${ASKED_AT_ONCE} FOR UPDATE SKIP LOCKED)
      RETURNING m.tenant_id AS "tenantId", m.id AS "messageId",
                m.conversation_id AS "conversationId", n.account_sid AS "accountSid",
                n.phone_number AS "from", r.phone_number AS "to", ${begunAt('m')} AS "begunAt",
                extract(epoch FROM now() - ${begunAt('m')})::float * 1000 AS "elapsedMs"`,
  );
}

/** An attempt in one thread without an id of Twilio's. */
export interface Rival {
  readonly messageId: string;
  readonly body: string;
  readonly begunAt: Date;
  readonly isPosting: boolean;
  readonly elapsedMs: number;
}

/** Locks what could have the same text at Twilio: whoever gets an id meanwhile waits, or has got it. */
export function lockRivals(
  tx: Transaction,
  { tenantId, conversationId }: Pick<UnknownMessage, 'tenantId' | 'conversationId'>,
): Promise<Rival[]> {
  return query<Rival>(
    tx,
    `SELECT id AS "messageId", body, ${begunAt('m')} AS "begunAt", status = 'dispatching' AS "isPosting",
            extract(epoch FROM now() - ${begunAt('m')})::float * 1000 AS "elapsedMs"
       FROM message m
      WHERE tenant_id = $1 AND conversation_id = $2 AND provider_message_id IS NULL
        AND status IN ('dispatching', 'unknown', 'unknown_final')
      ORDER BY tenant_id, id LIMIT ${RIVALS_MAX} FOR UPDATE`,
    [tenantId, conversationId],
  );
}

/** Those of Twilio's ids that a message of this business has already. */
export async function knownIds(
  tx: Transaction,
  tenantId: string,
  providerMessageIds: readonly string[],
): Promise<Set<string>> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT provider_message_id AS id FROM message
      WHERE tenant_id = $1 AND provider_message_id = ANY ($2)`,
    [tenantId, providerMessageIds],
  );
  return new Set(rows.map((row) => row.id));
}

/** Sets when to look again for those that are still without an end; null for never. */
export async function planAsks(
  tx: Transaction,
  asks: readonly { tenantId: string; messageId: string; inMs: number | null }[],
): Promise<void> {
  await tx.query(
    `UPDATE message m SET follow_up_at = now() + p.in_ms * interval '1 ms'
       FROM unnest($1::uuid[], $2::uuid[], $3::float[]) AS p (tenant_id, id, in_ms)
      WHERE m.tenant_id = p.tenant_id AND m.id = p.id AND m.status IN ('unknown', 'unknown_final')`,
    [
      asks.map((ask) => ask.tenantId),
      asks.map((ask) => ask.messageId),
      asks.map((ask) => ask.inMs),
    ],
  );
}

function begunAt(message: string): string {
  return `(${message}.post_by - interval '${POST_WITHIN_MS} ms')`;
}
