import { query, type Transaction } from '@fieldline/database';
import { LATE_AFTER_HOURS, mayLeave } from '../sending-pause/sending-pause.queries.js';

/** An e-mail that is to be sent now, by us alone. */
export interface ClaimedEmail {
  readonly tenantId: string;
  readonly id: string;
  readonly employeeId: string;
  readonly recipientId: string;
  readonly toAddress: string;
  readonly body: string;
  /** With this one. */
  readonly attempts: number;
  readonly createdAt: Date;
  /** Whether whom it is about has been erased. */
  readonly isErased: boolean;
  /** The business was suspended when it was asked for, and for too long since. */
  readonly isExpired: boolean;
}

/** Of one business at once, so that a slow mail server holds up its own e-mails only. */
const AT_ONCE = 10;
const LOST_AT_ONCE = 200;

/**
 * Takes on some e-mails of the business whose turn it is: theirs has waited longest. Rivals skip them.
 * @param busy businesses whose turn it isn't
 * @param forMs how long they are ours: longer than sending them may take
 */
export function claimDue(
  tx: Transaction,
  busy: readonly string[],
  forMs: number,
): Promise<ClaimedEmail[]> {
  return query<ClaimedEmail>(
    tx,
    `WITH turn AS (
       SELECT tenant_id FROM email
        WHERE state = 'queued' AND next_attempt_at <= now() AND tenant_id <> ALL ($1::uuid[])
          AND ${mayLeave('tenant_id')}
        ORDER BY next_attempt_at LIMIT 1
     ), due AS (
       SELECT e.tenant_id, e.id FROM email e JOIN turn t ON t.tenant_id = e.tenant_id
        WHERE e.state = 'queued' AND e.next_attempt_at <= now()
        ORDER BY e.next_attempt_at, e.id LIMIT ${AT_ONCE} FOR UPDATE OF e SKIP LOCKED
     )
     UPDATE email e
        SET state = 'sending', attempts = e.attempts + 1,
            sending_until = clock_timestamp() + $2 * interval '1 ms'
       FROM due d WHERE e.tenant_id = d.tenant_id AND e.id = d.id
     RETURNING e.tenant_id AS "tenantId", e.id, e.employee_id AS "employeeId",
               e.recipient_id AS "recipientId", e.to_address AS "toAddress", e.body, e.attempts,
               e.created_at AS "createdAt", EXISTS (
                 SELECT FROM contact c WHERE c.tenant_id = e.tenant_id AND c.id = e.contact_id
                    AND c.erased_at IS NOT NULL) AS "isErased", EXISTS (
                 SELECT FROM tenant_copy t WHERE t.tenant_id = e.tenant_id
                    AND e.created_at < t.resumed_at - interval '${LATE_AFTER_HOURS} hours') AS "isExpired"`,
    [busy, forMs],
  );
}

/** What somebody died with: the mail server may have it, so it is never sent again by itself. */
export async function giveUpLost(tx: Transaction): Promise<number> {
  const lost = await query(
    tx,
    `UPDATE email e
        SET state = 'unknown', sending_until = NULL, body = NULL, ended_at = now(),
            error_code = 'smtp_answer_lost', smtp_code = NULL, error_at = now()
      WHERE (e.tenant_id, e.id) IN (
        SELECT tenant_id, id FROM email WHERE state = 'sending' AND sending_until < now()
         ORDER BY sending_until LIMIT ${LOST_AT_ONCE} FOR UPDATE SKIP LOCKED)
      RETURNING 1`,
  );
  return lost.length;
}

/** How an attempt ended. `later`: it is tried again at that time. */
export type Ending =
  | { readonly state: 'sent' }
  | {
      readonly state: 'failed' | 'unknown' | 'queued';
      readonly errorCode: string;
      readonly smtpCode: number | null;
      readonly nextAttemptAt?: Date;
    };

/**
 * Keeps how an attempt ended. One that was given up meanwhile ends by what is known now, but isn't
 * queued again.
 */
export async function endAttempt(
  tx: Transaction,
  { tenantId, id, attempts }: Pick<ClaimedEmail, 'tenantId' | 'id' | 'attempts'>,
  ending: Ending,
): Promise<void> {
  const trouble = ending.state === 'sent' ? null : ending;
  await tx.query(
    `UPDATE email
        SET state = $4, sending_until = NULL, error_code = $5, smtp_code = $6,
            error_at = CASE WHEN $5::text IS NULL THEN NULL ELSE now() END,
            next_attempt_at = coalesce($7, next_attempt_at),
            body = CASE WHEN $4 = 'queued' THEN body END,
            ended_at = CASE WHEN $4 = 'queued' THEN NULL ELSE now() END
      WHERE tenant_id = $1 AND id = $2 AND attempts = $3
        AND (state = 'sending' OR (state = 'unknown' AND $4 <> 'queued'))`,
    [
      tenantId,
      id,
      attempts,
      ending.state,
      trouble?.errorCode ?? null,
      trouble?.smtpCode ?? null,
      trouble?.nextAttemptAt ?? null,
    ],
  );
}

/** Puts back what was taken on and not begun. */
export async function putBack(tx: Transaction, emails: readonly ClaimedEmail[]): Promise<void> {
  await tx.query(
    `UPDATE email e SET state = 'queued', attempts = e.attempts - 1, sending_until = NULL
       FROM unnest($1::uuid[], $2::uuid[], $3::integer[]) AS c (tenant_id, id, attempts)
      WHERE e.tenant_id = c.tenant_id AND e.id = c.id AND e.attempts = c.attempts
        AND e.state = 'sending'`,
    [emails.map((e) => e.tenantId), emails.map((e) => e.id), emails.map((e) => e.attempts)],
  );
}
