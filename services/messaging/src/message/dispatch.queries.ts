import { IN_FLIGHT_MAX, type TextClass } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import {
  LATE_AFTER_HOURS,
  mayLeave,
  shareSending,
} from '../sending-pause/sending-pause.queries.js';
import type { OutgoingText } from '../twilio/twilio-messages.js';
import { IN_FLIGHT, READY } from './message.status.js';

/** A message that waits for Twilio, with what the decision and the POST need. */
export interface ReadyMessage extends OutgoingText {
  readonly numberId: string;
  readonly recipientId: string;
  readonly contactId: string | null;
  readonly employeeId: string | null;
  readonly aboutContactId: string | null;
  readonly jobId: string | null;
  readonly jobVersion: number | null;
  readonly contextConfirmed: boolean;
  readonly mandatory: boolean;
  readonly textClass: TextClass;
  readonly automatic: boolean;
  readonly quietHoursConfirmed: boolean;
  readonly jobTimeZone: string | null;
  readonly createdAt: Date;
  readonly sendAt: Date | null;
  readonly sentBy: string | null;
  /** Of the confirmation of an opt-out: later than that it isn't sent. */
  readonly sendBefore: Date | null;
  /** The business was suspended when it was due, and for too long since. */
  readonly isExpired: boolean;
  readonly segments: number;
  readonly attempt: number;
  readonly traceparent: string | null;
}

/** A POST starts within this time of its decision, or the message is decided anew. */
export const POST_WITHIN_MS = 2_000;
/** Senders that share one claim, so that a busy business leaves room for the others. */
const SENDERS_AT_ONCE = 50;
const LOST_AT_ONCE = 200;
const READY_NOW = `m.status IN (${READY.map((status) => `'${status}'`).join(', ')}) AND m.next_attempt_at <= now()`;
/** How much of its pace a sender may use up in one claim. */
const WINDOW_SECONDS = 1;

/**
 * Claims ready messages, locked: some of each sender that may send again, within its pace.
 * Rivals skip what is claimed. The sender's row carries the pace across replicas. A pause waits until the
 * transaction is over, or what it is for isn't claimed. Nothing leaves from a number whose inbound texts don't reach us.
 * @param inboundAddress `inboundAddressKey`, as Twilio must have been told it
 */
export async function claimReady(
  tx: Transaction,
  places: number,
  inboundAddress: string,
): Promise<ReadyMessage[]> {
  await shareSending(tx);
  const claimed = await query<ReadyMessage>(
    tx,
    `WITH sender AS (
       SELECT n.tenant_id, n.id, n.phone_number, n.account_sid, n.segments_per_second
         FROM number n
        WHERE n.state = 'active' AND n.paced_until <= now() AND ${mayLeave('n.tenant_id')}
          AND n.inbound_told = $2
          AND EXISTS (SELECT FROM message m
                       WHERE m.tenant_id = n.tenant_id AND m.number_id = n.id AND ${READY_NOW})
        ORDER BY n.paced_until LIMIT ${SENDERS_AT_ONCE} FOR UPDATE SKIP LOCKED
     )
     SELECT m.tenant_id AS "tenantId", m.id AS "messageId", m.number_id AS "numberId",
            m.recipient_id AS "recipientId", m.contact_id AS "contactId", m.employee_id AS "employeeId",
            m.about_contact_id AS "aboutContactId", m.job_id AS "jobId", m.job_version AS "jobVersion",
            m.context_confirmed AS "contextConfirmed", m.mandatory,
            coalesce(m.text_class, 'informational') AS "textClass", m.automatic,
            m.quiet_hours_confirmed AS "quietHoursConfirmed", m.job_time_zone AS "jobTimeZone",
            m.created_at AS "createdAt", m.send_at AS "sendAt", m.sent_by AS "sentBy", m.send_before AS "sendBefore",
            coalesce(m.next_attempt_at < t.resumed_at - interval '${LATE_AFTER_HOURS} hours', false) AS "isExpired",
            m.quoted_segments AS segments, m.attempt, m.body, m.traceparent,
            s.account_sid AS "accountSid", s.phone_number AS "from", r.phone_number AS "to"
       FROM sender s
       CROSS JOIN LATERAL (
         SELECT * FROM message m
          WHERE m.tenant_id = s.tenant_id AND m.number_id = s.id
            AND ${READY_NOW}
          ORDER BY m.next_attempt_at, m.id
          LIMIT greatest(1, floor(s.segments_per_second * ${WINDOW_SECONDS}))::integer
          FOR UPDATE SKIP LOCKED) m
       JOIN recipient r ON r.tenant_id = m.tenant_id AND r.id = m.recipient_id
       LEFT JOIN tenant_copy t ON t.tenant_id = m.tenant_id
      LIMIT $1`,
    [places, inboundAddress],
  );
  return claimed;
}

/** Marks an attempt that may be posted for `POST_WITHIN_MS`, and moves its senders' pace on. */
export async function markDispatching(
  tx: Transaction,
  messages: readonly ReadyMessage[],
): Promise<void> {
  const marked = await query(
    tx,
    `UPDATE message m
        SET status = 'dispatching', attempt = m.attempt + 1, version = m.version + 1,
            post_by = clock_timestamp() + $3 * interval '1 ms',
            timeline = m.timeline || jsonb_build_object('status', 'dispatching', 'at',
              to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
       FROM unnest($1::uuid[], $2::uuid[]) AS c (tenant_id, id)
      WHERE m.tenant_id = c.tenant_id AND m.id = c.id AND m.status = ANY ($4)
      RETURNING 1`,
    [messages.map((m) => m.tenantId), messages.map((m) => m.messageId), POST_WITHIN_MS, READY],
  );
  if (marked.length !== messages.length) throw new Error('a claimed message slipped away');
  await tx.query(
    `UPDATE number n
        SET paced_until = greatest(n.paced_until, now()) + s.segments / n.segments_per_second * interval '1 second'
       FROM (SELECT tenant_id, id, sum(segments) AS segments
               FROM unnest($1::uuid[], $2::uuid[], $3::integer[]) AS u (tenant_id, id, segments)
              GROUP BY 1, 2) s
      WHERE n.tenant_id = s.tenant_id AND n.id = s.id`,
    [
      messages.map((m) => m.tenantId),
      messages.map((m) => m.numberId),
      messages.map((m) => m.segments),
    ],
  );
}

/**
 * Attempts to reach a recipient that have begun and whose end isn't known, the newest first.
 * Exact once the recipient's row is locked: every attempt shared it until it was marked.
 */
export async function findInFlight(
  tx: Transaction,
  tenantId: string,
  recipientId: string,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT id FROM message
      WHERE tenant_id = $1 AND recipient_id = $2 AND direction = 'outbound' AND status = ANY ($3)
      ORDER BY post_by DESC LIMIT ${IN_FLIGHT_MAX}`,
    [tenantId, recipientId, IN_FLIGHT],
  );
  return rows.map((row) => row.id);
}

export interface LostAttempt {
  readonly tenantId: string;
  readonly messageId: string;
  readonly attempt: number;
}

/** Attempts whose dispatcher died: the POST may have gone out, so they are never made again. */
export function findLostAttempts(tx: Transaction, silentForMs: number): Promise<LostAttempt[]> {
  return query<LostAttempt>(
    tx,
    `SELECT tenant_id AS "tenantId", id AS "messageId", attempt FROM message
      WHERE status = 'dispatching' AND post_by < now() - $1 * interval '1 ms'
      ORDER BY tenant_id, id LIMIT ${LOST_AT_ONCE} FOR UPDATE SKIP LOCKED`,
    [silentForMs],
  );
}
