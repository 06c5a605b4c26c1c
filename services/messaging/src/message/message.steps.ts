import { CHARGE_BY_STATUS, MessageProgressed, type OutboundStatus } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { NewEvent, Outbox, Received } from '@fieldline/events';
import { STOPPED_BY_PROVIDER } from '@fieldline/rules';
import { recordProgress } from '../progress/progress.queries.js';
import { stopRecipient } from '../recipient/recipient.queries.js';
import { findInFlight } from './dispatch.queries.js';
import { takeAttention } from './message.attention.js';
import { belongsToAnother, ownersOf, ownerKey } from './message.owners.js';
import {
  advance,
  type Course,
  isFinal,
  OPTED_OUT_AT_PROVIDER,
  type Step,
} from './message.status.js';

/** Something that happened to a message. */
export interface MessageStep {
  readonly tenantId: string;
  readonly messageId: string;
  readonly step: Step;
  /** When a further attempt may be made. */
  readonly nextAttemptAt?: Date;
  /** Who calls it off. */
  readonly by?: string;
  readonly cause?: Received;
}

interface StoredCourse extends Course {
  tenantId: string;
  id: string;
  conversationId: string;
  recipientId: string;
  sentBy: string | null;
  mandatory: boolean;
  createdAt: Date;
  version: number;
  traceparent: string | null;
}

/** How long Twilio may be silent before it is asked. */
const FIRST_FOLLOW_UP_MS = 60_000;

/**
 * Takes some messages a step on: rows locked in one order, the state machine asked, what changed
 * written by one statement, with its facts. Steps of one message are taken in their order.
 * @returns the ids of the messages that changed
 */
export async function takeSteps(
  tx: Transaction,
  outbox: Outbox,
  steps: readonly MessageStep[],
): Promise<Set<string>> {
  const courses = await lockCourses(tx, steps);
  const owners = await ownersOf(tx, steps);
  const changed = new Map<string, { course: StoredCourse; last: MessageStep; moments: object[] }>();
  const now = new Date();
  for (const taken of steps) {
    const before = courses.get(taken.messageId);
    if (!before || belongsToAnother(taken, owners)) continue;
    const after = advance(before, taken.step, now);
    if (!after) continue;
    const course = { ...before, ...after };
    courses.set(taken.messageId, course);
    if (course.providerMessageId !== null)
      owners.set(ownerKey(taken.tenantId, course.providerMessageId), taken.messageId);
    const moments = changed.get(taken.messageId)?.moments ?? [];
    if (course.status !== before.status)
      moments.push({ status: course.status, at: now.toISOString() });
    changed.set(taken.messageId, { course, last: taken, moments });
  }
  if (changed.size === 0) return new Set();
  await store(tx, [...changed.values()], now);
  await publish(tx, outbox, [...changed.values()]);
  await recordProgress(
    tx,
    [...changed.values()].map(({ course }) => course).filter(({ status }) => !UNTOLD.has(status)),
  );
  await takeAttention(
    tx,
    outbox,
    [...changed.values()].map(({ course }) => course),
  );
  return new Set(changed.keys());
}

async function lockCourses(
  tx: Transaction,
  steps: readonly MessageStep[],
): Promise<Map<string, StoredCourse>> {
  const rows = await query<StoredCourse>(
    tx,
    `SELECT tenant_id AS "tenantId", id, conversation_id AS "conversationId",
            recipient_id AS "recipientId", status, attempt, send_at AS "sendAt", window_opens_at AS "windowOpensAt",
            provider_message_id AS "providerMessageId", provider_segments AS "providerSegments",
            error_code AS "errorCode", provider_code AS "providerCode", sent_by AS "sentBy", mandatory,
            created_at AS "createdAt", version, traceparent
       FROM message
      WHERE (tenant_id, id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[])) AND direction = 'outbound'
      ORDER BY tenant_id, id FOR UPDATE`,
    [steps.map((step) => step.tenantId), steps.map((step) => step.messageId)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

interface Change {
  readonly course: StoredCourse;
  readonly last: MessageStep;
  readonly moments: readonly object[];
}

async function store(tx: Transaction, changes: readonly Change[], now: Date): Promise<void> {
  const rows = changes.map(({ course, last, moments }) => ({
    tenantId: course.tenantId,
    id: course.id,
    status: course.status,
    attempt: course.attempt,
    providerMessageId: course.providerMessageId,
    providerSegments: course.providerSegments,
    errorCode: course.errorCode,
    providerCode: course.providerCode,
    nextAttemptAt: last.nextAttemptAt ?? null,
    windowOpensAt: course.windowOpensAt,
    followUpAt: followUpAt(course, now),
    moments,
  }));
  const stored = await query(
    tx,
    `UPDATE message m
        SET status = c.status, attempt = c.attempt, provider_message_id = c."providerMessageId",
            provider_segments = c."providerSegments", error_code = c."errorCode",
            provider_code = c."providerCode",
            next_attempt_at = coalesce(c."nextAttemptAt", m.next_attempt_at),
            window_opens_at = c."windowOpensAt", follow_up_at = c."followUpAt", timeline = m.timeline || c.moments, version = m.version + 1
       FROM jsonb_to_recordset($1::jsonb) AS c ("tenantId" uuid, id uuid, status text, attempt integer,
            "providerMessageId" text, "providerSegments" integer, "errorCode" text,
            "providerCode" integer, "nextAttemptAt" timestamptz, "windowOpensAt" timestamptz,
            "followUpAt" timestamptz, moments jsonb)
      WHERE m.tenant_id = c."tenantId" AND m.id = c.id
      RETURNING 1`,
    [JSON.stringify(rows)],
  );
  if (stored.length !== changes.length)
    throw new Error('a message was lost between lock and update');
}

/**
 * Twilio is asked about what it has and hasn't reported on, and for a count that it didn't give.
 * What it may have is the reconciler's, which plans at once when it will look for it.
 */
function followUpAt(
  { status, providerMessageId, providerSegments }: Course,
  now: Date,
): Date | null {
  if (providerMessageId === null) return status === 'unknown' ? now : null;
  if (isFinal(status) && providerSegments !== null) return null;
  const countMissing = CHARGE_BY_STATUS[status] === 'post' && providerSegments === null;
  return new Date(now.getTime() + (countMissing ? 0 : FIRST_FOLLOW_UP_MS));
}

/** Steps inside our own walls interest nobody else: what is told is what Twilio has, and every end. */
const UNTOLD: ReadonlySet<OutboundStatus> = new Set([
  'reserved',
  'scheduled',
  'waiting_window',
  'dispatching',
]);

async function publish(tx: Transaction, outbox: Outbox, changes: readonly Change[]): Promise<void> {
  const facts: NewEvent<MessageProgressed>[] = [];
  for (const { course, last } of changes) {
    if (UNTOLD.has(course.status)) continue;
    const { tenantId, id: messageId, conversationId, recipientId, status } = course;
    const payload: MessageProgressed = {
      messageId,
      conversationId,
      recipientId,
      status,
      providerSegments: CHARGE_BY_STATUS[status] === 'post' ? course.providerSegments : null,
      errorCode: course.errorCode,
      providerCode: course.providerCode,
      keywordSequence: null,
      inFlight: null,
      sentBy: course.sentBy,
      canceledBy: (course.status === 'canceled' && last.by) || null,
      version: course.version + 1,
    };
    if (last.step.kind === 'rejected' && last.step.providerCode === OPTED_OUT_AT_PROVIDER) {
      const stopped = await stopRecipient(tx, tenantId, recipientId, STOPPED_BY_PROVIDER);
      payload.keywordSequence = stopped.keywordSequence;
      payload.inFlight = await findInFlight(tx, tenantId, recipientId);
    }
    const traceparent = course.traceparent ?? undefined;
    facts.push({ type: MessageProgressed, tenantId, payload, cause: last.cause, traceparent });
  }
  await outbox.addAll(tx, facts);
}
