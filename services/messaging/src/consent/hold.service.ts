import { type ConsentHoldChanged, conversationIdOf } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { Outbox, type Received } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { takeConversationSteps } from '../conversation/conversation.steps.js';

type Fact = Received<ConsentHoldChanged>;

/**
 * What became of holds. Messaging sets one itself, in the transaction of the text that asks, and lifts it
 * at a keyword; beside that it ends by a fact that has seen the last plea, never by one about an earlier.
 */
@Injectable()
export class HoldService {
  constructor(private readonly outbox: Outbox) {}

  async keep(tx: Transaction, fact: Fact): Promise<void> {
    if (!(await keepCopy(tx, fact))) return;
    await followHold(tx, fact);
    if (fact.payload.state !== 'open') await this.unflag(tx, fact);
  }

  /** The threads of a number that isn't on hold any more. */
  private async unflag(tx: Transaction, cause: Fact): Promise<void> {
    const { tenantId, payload } = cause;
    const threads = await query<{ ours: string; theirs: string }>(
      tx,
      `SELECT n.phone_number AS ours, r.phone_number AS theirs
         FROM recipient r JOIN number n ON n.tenant_id = r.tenant_id AND n.phone_number IS NOT NULL
        WHERE r.tenant_id = $1 AND r.id = $2 AND r.held_at IS NULL`,
      [tenantId, payload.recipientId],
    );
    const step = { kind: 'unflagged', reason: 'revocation' } as const;
    const by = payload.by ?? 'system:consent-hold';
    const steps = threads.map(({ ours, theirs }) => {
      const conversationId = conversationIdOf(tenantId, ours, theirs);
      return { tenantId, conversationId, step, by, cause };
    });
    await takeConversationSteps(tx, this.outbox, steps);
  }
}

/** False when a newer state of it is known. */
async function keepCopy(tx: Transaction, { tenantId, payload }: Fact): Promise<boolean> {
  const kept = await query(
    tx,
    `INSERT INTO consent_hold_copy (tenant_id, hold_id, recipient_id, state, version)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, hold_id) DO UPDATE
       SET recipient_id = excluded.recipient_id, state = excluded.state, version = excluded.version
     WHERE consent_hold_copy.version <= excluded.version
     RETURNING 1`,
    [tenantId, payload.holdId, payload.recipientId, payload.state, payload.version],
  );
  return kept.length > 0;
}

/** A fact that hasn't seen every plea and keyword that we have is passed over. */
async function followHold(tx: Transaction, { tenantId, payload }: Fact): Promise<void> {
  await tx.query(
    `UPDATE recipient
        SET held_at = CASE WHEN $3 THEN coalesce(held_at, $4) END,
            held_by = CASE WHEN $3 THEN $5::uuid END,
            held_rule = CASE WHEN $3 THEN $6 END,
            hold_sequence = $7
      WHERE tenant_id = $1 AND id = $2 AND hold_sequence <= $7`,
    [
      tenantId,
      payload.recipientId,
      payload.state === 'open',
      payload.openedAt,
      payload.holdId,
      payload.rule,
      payload.holdSequence,
    ],
  );
}
