import { adviceOf, type OutboundStatus } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { Outbox } from '@fieldline/events';
import {
  type ConversationStep,
  takeConversationSteps,
} from '../conversation/conversation.steps.js';

/** What of a message's course says whether somebody must look at its thread. */
export interface Ended {
  readonly tenantId: string;
  readonly id: string;
  readonly conversationId: string;
  readonly status: OutboundStatus;
  readonly errorCode: string | null;
  readonly providerCode: number | null;
  /** A reply that the law requires: nobody waits for it. */
  readonly mandatory: boolean;
  readonly createdAt: Date;
}

const BY = 'system:delivery';
const REASON = 'failed_text';
const FAILED: ReadonlySet<OutboundStatus> = new Set([
  'undelivered',
  'failed',
  'rejected',
  'unknown_final',
]);

/**
 * Whether a text ended so that somebody of the office must act: it didn't arrive, or nobody knows. One
 * that a person called off is dealt with; one that was stopped on its way (by a STOP, say) isn't.
 */
export function needsAttention(ended: Ended): boolean {
  const { status, errorCode, providerCode, mandatory } = ended;
  if (mandatory) return false;
  if (FAILED.has(status)) return true;
  if (status !== 'canceled' || errorCode === null) return false;
  return adviceOf(errorCode, providerCode).fix !== 'none';
}

/**
 * Flags the threads of texts that failed, in the transaction that knows it; a text that arrived later
 * takes the flag away. Only those touch their thread's row: what goes well stands in nobody's line. It
 * comes after the messages' rows and their recipients', as everywhere.
 */
export async function takeAttention(
  tx: Transaction,
  outbox: Outbox,
  courses: readonly Ended[],
): Promise<void> {
  const failed = courses.filter(needsAttention);
  const cleared = await clearedThreads(
    tx,
    courses.filter(({ status, mandatory }) => status === 'delivered' && !mandatory),
  );
  const again = new Set(failed.map(({ conversationId }) => conversationId));
  const steps: ConversationStep[] = [
    ...cleared
      .filter(({ conversationId }) => !again.has(conversationId))
      .map((thread) => ({
        ...thread,
        step: { kind: 'unflagged', reason: REASON } as const,
        by: BY,
      })),
    ...failed.map(({ tenantId, conversationId }) => ({
      tenantId,
      conversationId,
      step: { kind: 'flagged', reason: REASON } as const,
      by: BY,
    })),
  ];
  if (steps.length > 0) await takeConversationSteps(tx, outbox, steps);
}

/** Flagged threads whose newest failure is older than a text of theirs that has arrived now. Locks nothing. */
function clearedThreads(
  tx: Transaction,
  delivered: readonly Ended[],
): Promise<{ tenantId: string; conversationId: string }[]> {
  if (delivered.length === 0) return Promise.resolve([]);
  return query(
    tx,
    `SELECT DISTINCT d.tenant_id AS "tenantId", d.conversation_id AS "conversationId"
       FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS d (tenant_id, conversation_id, created_at)
       JOIN conversation v ON v.tenant_id = d.tenant_id AND v.id = d.conversation_id
        AND v.attention @> ARRAY['${REASON}']
      WHERE NOT EXISTS (
        SELECT FROM message m
         WHERE m.tenant_id = d.tenant_id AND m.conversation_id = d.conversation_id
           AND m.direction = 'outbound' AND NOT m.mandatory AND m.created_at > d.created_at
           AND (m.status = ANY ($4) OR (m.status = 'canceled' AND m.error_code IS NOT NULL)))`,
    [
      delivered.map(({ tenantId }) => tenantId),
      delivered.map(({ conversationId }) => conversationId),
      delivered.map(({ createdAt }) => createdAt),
      [...FAILED],
    ],
  );
}
