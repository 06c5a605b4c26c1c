/**
 * Events of one business are numbered under the lock of its head, in the transaction of what they tell
 * of: whoever has seen a number has seen every lower one, since none of them can be committed later.
 */
import type { StreamEventType } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';

export interface NewStreamEvent {
  readonly tenantId: string;
  /** Given, only this user's streams tell it. */
  readonly userId?: string | null;
  readonly type: StreamEventType;
  /** Ids and words; never a body, a name or a number. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Adds what open consoles are told, in its order, by one statement. The businesses' heads stay locked
 * until the transaction ends, so that it's best done late.
 */
export async function appendStreamEvents(
  tx: Transaction,
  events: readonly NewStreamEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `WITH added AS (
       SELECT *, row_number() OVER (PARTITION BY tenant_id ORDER BY position) AS place
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) WITH ORDINALITY
           AS e (tenant_id, user_id, type, payload, position)),
     head AS (
       INSERT INTO stream_head AS h (tenant_id, sequence)
       SELECT tenant_id, count(*) FROM added GROUP BY tenant_id ORDER BY tenant_id
       ON CONFLICT (tenant_id) DO UPDATE SET sequence = h.sequence + excluded.sequence
       RETURNING tenant_id, sequence)
     INSERT INTO stream_event (tenant_id, sequence, user_id, type, payload)
     SELECT a.tenant_id, h.sequence - count(*) OVER (PARTITION BY a.tenant_id) + a.place,
            a.user_id, a.type, a.payload::jsonb
       FROM added a JOIN head h ON h.tenant_id = a.tenant_id`,
    [
      events.map((event) => event.tenantId),
      events.map((event) => event.userId ?? null),
      events.map((event) => event.type),
      events.map((event) => JSON.stringify(event.payload)),
    ],
  );
}

/**
 * Takes these businesses' heads, in one order: for a transaction that appends more than once, or must
 * see what others appended before it appends.
 */
export async function lockStreams(tx: Transaction, tenantIds: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO stream_head AS h (tenant_id, sequence)
     SELECT DISTINCT tenant_id, 0 FROM unnest($1::uuid[]) AS t (tenant_id) ORDER BY tenant_id
     ON CONFLICT (tenant_id) DO UPDATE SET sequence = h.sequence`,
    [tenantIds],
  );
}
