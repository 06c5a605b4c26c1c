import { query, type Transaction } from '@fieldline/database';

export interface HoldRequest {
  readonly tenantId: string;
  readonly messageId: string;
  readonly conversationId: string;
  readonly segments: number;
  readonly mandatory: boolean;
  /** What statements are broken down by, as far as it is known. */
  readonly sentBy?: string | null;
  /** Our number. */
  readonly from?: string | null;
  readonly jobType?: string | null;
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
       FROM take_holds($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::boolean[],
                       $6::text[], $7::text[], $8::text[])`,
    [
      requests.map((r) => r.tenantId),
      requests.map((r) => r.messageId),
      requests.map((r) => r.conversationId),
      requests.map((r) => r.segments),
      requests.map((r) => r.mandatory),
      requests.map((r) => r.sentBy ?? null),
      requests.map((r) => r.from ?? null),
      requests.map((r) => r.jobType ?? null),
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

/** A message that is paid for, or whose price is known now that its debt is. */
export interface Charge {
  readonly tenantId: string;
  readonly messageId: string;
  readonly conversationId: string;
  /** Posted, or freed when it cost nothing. */
  readonly segments: number;
  /** Null when it cost nothing. What it owes is counted at today's price. */
  readonly costMicros: number | null;
  /** Null for a text that came in. */
  readonly held: number | null;
}

export interface Settlement extends Charge {
  /** Place of the outcome that it settles; null for an older message whose debt was repaid by it. */
  readonly index: number | null;
}

const CHARGE = `tenant_id AS "tenantId", message_id AS "messageId", conversation_id AS "conversationId",
  segments, cost_micros AS "costMicros", held`;

/**
 * Posts or voids holds in order, accounts locked before. One that was settled before isn't answered.
 * @throws Error for a message without a hold, or when one that was declined is posted
 */
export async function settleHolds(
  tx: Transaction,
  outcomes: readonly Outcome[],
): Promise<Settlement[]> {
  const settlements: Settlement[] = [];
  for (const places of eachMessageOnce(outcomes)) {
    const round = places.map((place) => outcomes[place]!);
    const rows = await query<Settlement>(
      tx,
      `SELECT ord - 1 AS index, ${CHARGE} FROM settle_holds($1::uuid[], $2::uuid[], $3::bigint[])`,
      [
        round.map((outcome) => outcome.tenantId),
        round.map((outcome) => outcome.messageId),
        round.map((outcome) => outcome.segments),
      ],
    );
    for (const { index, ...charge } of rows)
      settlements.push({ ...charge, index: index === null ? null : places[index]! });
  }
  return settlements;
}

/** Places of outcomes, in rounds in which no message is named twice. */
function eachMessageOnce(outcomes: readonly Outcome[]): number[][] {
  const rounds: number[][] = [];
  const seen = new Map<string, number>();
  outcomes.forEach(({ tenantId, messageId }, place) => {
    const message = `${tenantId} ${messageId}`;
    const round = seen.get(message) ?? 0;
    seen.set(message, round + 1);
    (rounds[round] ??= []).push(place);
  });
  return rounds;
}

export interface InboundText {
  readonly tenantId: string;
  readonly messageId: string;
  readonly conversationId: string;
  readonly segments: number;
  /** Our number, as far as it is known. */
  readonly to?: string | null;
}

/** Charges texts that came in, accounts locked before. One that was charged before isn't answered. */
export async function chargeInbound(
  tx: Transaction,
  texts: readonly InboundText[],
): Promise<{ readonly index: number; readonly costMicros: number }[]> {
  return query(
    tx,
    `SELECT ord - 1 AS index, cost_micros AS "costMicros"
       FROM charge_inbound($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[])`,
    [
      texts.map((text) => text.tenantId),
      texts.map((text) => text.messageId),
      texts.map((text) => text.conversationId),
      texts.map((text) => text.segments),
      texts.map((text) => text.to ?? null),
    ],
  );
}
