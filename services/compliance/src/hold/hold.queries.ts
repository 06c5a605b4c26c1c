import type { ConsentHoldState } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { type Subject, subjectKey } from '../consent/consent.queries.js';
import { ConsentHold, type HoldRow } from './hold.entity.js';

/** The last hold of each number, by `subjectKey`. Their consents are locked, so nobody else changes one. */
export async function lastHolds(
  tx: Transaction,
  subjects: readonly Subject[],
): Promise<Map<string, HoldRow>> {
  const ids = await query<{ tenantId: string; id: string }>(
    tx,
    `SELECT DISTINCT ON (h.tenant_id, h.recipient_id) h.tenant_id AS "tenantId", h.id
       FROM consent_hold h
      WHERE (h.tenant_id, h.recipient_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
      ORDER BY h.tenant_id, h.recipient_id, h.hold_sequence DESC`,
    [subjects.map((each) => each.tenantId), subjects.map((each) => each.subjectId)],
  );
  if (ids.length === 0) return new Map();
  const holds = await tx.find(ConsentHold, {
    where: ids.map(({ tenantId, id }) => ({ tenantId, id })),
  });
  return new Map(
    holds.map((hold) => [
      subjectKey({ tenantId: hold.tenantId, subjectId: hold.recipientId }),
      hold,
    ]),
  );
}

/** Adds holds, or stores what became of them. Those that end come before the one that takes their place. */
export async function saveHolds(tx: Transaction, holds: readonly HoldRow[]): Promise<void> {
  if (holds.length === 0) return;
  await tx.query(
    `INSERT INTO consent_hold (
            tenant_id, id, recipient_id, conversation_id, message_id, intent, rule, hold_sequence, state,
            decided_by, reason, opened_at, decided_at, version)
     SELECT * FROM json_to_recordset($1) AS n (
            "tenantId" uuid, id uuid, "recipientId" uuid, "conversationId" uuid, "messageId" uuid,
            intent text, rule text, "holdSequence" bigint, state text, "decidedBy" text, reason text,
            "openedAt" timestamptz, "decidedAt" timestamptz, version bigint)
     ON CONFLICT (tenant_id, id) DO UPDATE
       SET state = excluded.state, decided_by = excluded.decided_by, reason = excluded.reason,
           decided_at = excluded.decided_at, version = excluded.version
     WHERE consent_hold.version < excluded.version`,
    [JSON.stringify(holds)],
  );
}

export interface HoldFilter {
  readonly state: ConsentHoldState | undefined;
  readonly conversationId: string | undefined;
  /** Sort key of the last one seen: its time and id. */
  readonly before: readonly [at: string, id: string] | undefined;
  readonly limit: number;
}

/** Newest first. */
export function findHolds(
  tx: Transaction,
  tenantId: string,
  { state, conversationId, before, limit }: HoldFilter,
): Promise<ConsentHold[]> {
  const page = tx
    .createQueryBuilder(ConsentHold, 'h')
    .where('h.tenant_id = :tenantId', { tenantId })
    .orderBy('h.openedAt', 'DESC')
    .addOrderBy('h.id', 'DESC')
    .limit(limit);
  if (state) page.andWhere('h.state = :state', { state });
  if (conversationId) page.andWhere('h.conversation_id = :conversationId', { conversationId });
  if (before)
    page.andWhere('(h.opened_at, h.id) < (:at::timestamptz, :after::uuid)', {
      at: before[0],
      after: before[1],
    });
  return page.getMany();
}
