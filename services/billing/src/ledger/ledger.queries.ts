import { query, type Transaction } from '@fieldline/database';

export interface HoldRequest {
  readonly tenantId: string;
  readonly messageId: string;
  readonly conversationId: string;
  readonly segments: number;
  readonly mandatory: boolean;
}

export interface HoldDecision {
  readonly messageId: string;
  readonly state: 'open' | 'declined' | 'posted' | 'voided';
  readonly segments: number;
  readonly available: number;
}

/**
 * Decides a batch of holds, of any tenants, in their order: what still fits is granted.
 * A message that was decided before keeps its decision.
 */
export async function takeHolds(
  tx: Transaction,
  requests: readonly HoldRequest[],
): Promise<Map<string, HoldDecision>> {
  const rows = await query<HoldDecision>(
    tx,
    `SELECT message_id AS "messageId", state, segments, available
       FROM take_holds($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::boolean[])`,
    [
      requests.map((r) => r.tenantId),
      requests.map((r) => r.messageId),
      requests.map((r) => r.conversationId),
      requests.map((r) => r.segments),
      requests.map((r) => r.mandatory),
    ],
  );
  return new Map(rows.map((row) => [row.messageId, row]));
}

/** Locks the accounts of a batch in id order, before the first of them is touched. */
export async function lockAccounts(tx: Transaction, tenantIds: Iterable<string>): Promise<void> {
  await tx.query(`SELECT lock_accounts($1::uuid[])`, [[...new Set(tenantIds)]]);
}

/** How a message ended: at so many segments, or null when it costs nothing. */
export interface Outcome {
  readonly tenantId: string;
  readonly messageId: string;
  readonly segments: number | null;
}

export interface Settlement {
  /** Place of the outcome that it settles. */
  readonly index: number;
  /** Posted, or freed when it cost nothing. */
  readonly segments: number;
  /** Null when it cost nothing. */
  readonly costMicros: number | null;
  readonly held: number;
}

/**
 * Posts or voids holds in order, accounts locked before. One that was settled before isn't answered.
 * @throws Error for a message without a hold, or when one that was declined is posted
 */
export async function settleHolds(
  tx: Transaction,
  outcomes: readonly Outcome[],
): Promise<Settlement[]> {
  if (outcomes.length === 0) return [];
  return query<Settlement>(
    tx,
    `SELECT ord - 1 AS index, segments, cost_micros AS "costMicros", held
       FROM settle_holds($1::uuid[], $2::uuid[], $3::bigint[])`,
    [
      outcomes.map((outcome) => outcome.tenantId),
      outcomes.map((outcome) => outcome.messageId),
      outcomes.map((outcome) => outcome.segments),
    ],
  );
}

export interface InboundText {
  readonly tenantId: string;
  readonly messageId: string;
  readonly conversationId: string;
  readonly segments: number;
}

/** Charges texts that came in, accounts locked before. One that was charged before isn't answered. */
export async function chargeInbound(
  tx: Transaction,
  texts: readonly InboundText[],
): Promise<{ readonly index: number; readonly costMicros: number }[]> {
  return query(
    tx,
    `SELECT t.ord - 1 AS index, c.cost_micros AS "costMicros"
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) WITH ORDINALITY
         AS t (tenant_id, message_id, conversation_id, segments, ord)
      CROSS JOIN LATERAL charge_inbound(t.tenant_id, t.message_id, t.conversation_id, t.segments) AS c`,
    [
      texts.map((text) => text.tenantId),
      texts.map((text) => text.messageId),
      texts.map((text) => text.conversationId),
      texts.map((text) => text.segments),
    ],
  );
}

export interface Adjustment {
  readonly tenantId: string;
  /** Names the adjustment: the same again changes nothing. */
  readonly id: string;
  readonly segments: number;
  readonly reason: string;
  readonly actor: string;
}

/** False when it would take away more than is available. */
export async function adjust(
  tx: Transaction,
  { tenantId, id, segments, reason, actor }: Adjustment,
): Promise<boolean> {
  const [row] = await query<{ done: boolean }>(tx, `SELECT adjust($1, $2, $3, $4, $5) AS done`, [
    tenantId,
    id,
    segments,
    reason,
    actor,
  ]);
  return row?.done ?? false;
}
