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

export interface Posted {
  readonly segments: number;
  readonly costMicros: number;
  readonly held: number;
}

/** Undefined when the hold was posted before. @throws Error for a message without a hold, or with a declined one */
export async function postHold(
  tx: Transaction,
  tenantId: string,
  messageId: string,
  segments: number,
): Promise<Posted | undefined> {
  const [row] = await query<Posted>(
    tx,
    `SELECT segments, cost_micros AS "costMicros", held FROM post_hold($1, $2, $3)`,
    [tenantId, messageId, segments],
  );
  return row;
}

/** Answers what was freed; undefined when the hold was no longer open. */
export async function voidHold(
  tx: Transaction,
  tenantId: string,
  messageId: string,
): Promise<number | undefined> {
  const [row] = await query<{ segments: number }>(tx, `SELECT segments FROM void_hold($1, $2)`, [
    tenantId,
    messageId,
  ]);
  return row?.segments;
}

/** Answers the cost; undefined when the message was charged before. */
export async function chargeInbound(
  tx: Transaction,
  message: { tenantId: string; messageId: string; conversationId: string; segments: number },
): Promise<number | undefined> {
  const [row] = await query<{ costMicros: number }>(
    tx,
    `SELECT cost_micros AS "costMicros" FROM charge_inbound($1, $2, $3, $4)`,
    [message.tenantId, message.messageId, message.conversationId, message.segments],
  );
  return row?.costMicros;
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
