import type { ConsentChanged } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { Received } from '@fieldline/events';
import { STOPPED_BY_PROVIDER } from '@fieldline/rules';
import { Injectable } from '@nestjs/common';

/**
 * Messaging's copy of what compliance decided. A STOP is in force before compliance has heard of it.
 * What is older than the copy changes nothing; the same version again mends it.
 */
@Injectable()
export class ConsentService {
  /** False when a newer state is known. */
  async keep(tx: Transaction, { tenantId, payload }: Received<ConsentChanged>): Promise<boolean> {
    const kept = await query(
      tx,
      `INSERT INTO consent_copy (tenant_id, subject_id, subject_kind, state, origin, bound_recipient_id, changed_at, version,
               basis, written, expires_at, event_id, records, records_hash)
       VALUES ($1, $2, $3, $4, $5,
               coalesce($6, (SELECT recipient_id FROM contact WHERE tenant_id = $1 AND id = $2)), $7, $8, $9, $10, $11, $12, $13, $14)
       ON CONFLICT (tenant_id, subject_id) DO UPDATE
         SET subject_kind = excluded.subject_kind, state = excluded.state, origin = excluded.origin,
             bound_recipient_id = CASE
               WHEN consent_copy.version < excluded.version AND excluded.state = 'opted_in'
                 THEN excluded.bound_recipient_id
               -- Who was opted in is opted out where they are now; who is erased, where they were.
               WHEN consent_copy.version < excluded.version AND consent_copy.state = 'opted_in'
                 THEN coalesce(excluded.bound_recipient_id, consent_copy.bound_recipient_id)
               -- An opt-out that is said again holds where it held. Of one version a consent is bound once, to
               -- the first number, which we may have seen first: nobody opted in for another that their owner
               -- came to see before.
               ELSE coalesce(consent_copy.bound_recipient_id, excluded.bound_recipient_id) END,
             changed_at = excluded.changed_at, version = excluded.version, basis = excluded.basis,
             written = excluded.written, expires_at = excluded.expires_at, event_id = excluded.event_id,
             records = excluded.records, records_hash = excluded.records_hash
       WHERE consent_copy.version <= excluded.version
       RETURNING 1`,
      [
        tenantId,
        payload.subjectId,
        payload.subjectKind,
        payload.state,
        payload.origin,
        payload.boundRecipientId,
        countsFrom(payload),
        payload.version,
        payload.basis ?? null,
        payload.written,
        payload.expiresAt ?? null,
        payload.eventId ?? null,
        payload.records ?? null,
        payload.recordsHash ?? null,
      ],
    );
    if (kept.length > 0 && payload.subjectKind === 'recipient')
      await followKeyword(tx, tenantId, payload);
    return kept.length > 0;
  }
}

/**
 * An opt-in counts from when they gave it, however late it is recorded: an old list lifts no opt-out of
 * the meantime, whoever of the number it was recorded for.
 */
function countsFrom({ state, obtainedAt, changedAt }: ConsentChanged): string {
  const isOlder = obtainedAt && new Date(obtainedAt) < new Date(changedAt);
  return state === 'opted_in' && isOlder ? obtainedAt : changedAt;
}

/**
 * A stop that messaging set is lifted only by a fact that has seen it, and none sets one
 * that a later START has lifted: what hasn't seen every keyword that we have is passed over. Staff's word
 * stands behind every keyword that it has seen, so none of those is a stop any more.
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
      WHERE tenant_id = $1 AND id = $2
        AND (keyword_sequence < $6 OR keyword_sequence = $6 AND $7)`,
    [
      tenantId,
      fact.subjectId,
      fact.state === 'opted_out' && fact.origin !== 'staff',
      fact.changedAt,
      fact.origin === 'provider' ? STOPPED_BY_PROVIDER : fact.source,
      fact.keywordSequence,
      fact.origin !== 'staff',
    ],
  );
}
