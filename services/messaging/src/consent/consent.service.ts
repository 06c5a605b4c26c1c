import type { ConsentChanged } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { Received } from '@fieldline/events';
import { Injectable } from '@nestjs/common';

/**
 * Messaging's copy of what compliance decided. A STOP is in force before compliance has heard of it.
 * What is older than the copy changes nothing; the same version again mends it.
 */
@Injectable()
export class ConsentService {
  async keep(tx: Transaction, { tenantId, payload }: Received<ConsentChanged>): Promise<void> {
    const kept = await query(
      tx,
      `INSERT INTO consent_copy (tenant_id, subject_id, subject_kind, state, origin, bound_recipient_id, changed_at, version)
       VALUES ($1, $2, $3, $4, $5,
               coalesce($6, (SELECT recipient_id FROM contact WHERE tenant_id = $1 AND id = $2)), $7, $8)
       ON CONFLICT (tenant_id, subject_id) DO UPDATE
         SET subject_kind = excluded.subject_kind, state = excluded.state, origin = excluded.origin,
             -- Of one version it is bound once, to the first number, which we may have seen first: nobody
             -- opted in for another that their owner came to see before.
             bound_recipient_id = CASE WHEN consent_copy.version < excluded.version
               THEN excluded.bound_recipient_id
               ELSE coalesce(consent_copy.bound_recipient_id, excluded.bound_recipient_id) END,
             changed_at = excluded.changed_at, version = excluded.version
       WHERE consent_copy.version <= excluded.version
       RETURNING 1`,
      [
        tenantId,
        payload.subjectId,
        payload.subjectKind,
        payload.state,
        payload.origin,
        payload.boundRecipientId,
        payload.changedAt,
        payload.version,
      ],
    );
    if (kept.length > 0 && payload.subjectKind === 'recipient' && payload.origin !== 'staff')
      await followKeyword(tx, tenantId, payload);
  }
}

/**
 * A stop that messaging set is lifted only by a fact that has seen it, and none sets one
 * that a later START has lifted: what hasn't seen every keyword that we have is passed over.
 */
async function followKeyword(
  tx: Transaction,
  tenantId: string,
  fact: ConsentChanged,
): Promise<void> {
  await tx.query(
    `UPDATE recipient
        SET stopped_at = CASE WHEN $3 THEN coalesce(stopped_at, $4) END,
            stop_word = CASE WHEN $3 THEN coalesce(stop_word, $5) END,
            keyword_sequence = $6
      WHERE tenant_id = $1 AND id = $2 AND keyword_sequence <= $6`,
    [
      tenantId,
      fact.subjectId,
      fact.state === 'opted_out',
      fact.changedAt,
      fact.source,
      fact.keywordSequence,
    ],
  );
}
