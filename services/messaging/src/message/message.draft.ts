import type { MessageJob, TextClass } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { quoteSegments } from '@fieldline/sms';
import { ensureConversations, type ThreadEnds } from '../conversation/conversation.queries.js';
import { Message } from './message.entity.js';

export interface OutboundDraft {
  readonly ends: ThreadEnds;
  readonly id: string;
  readonly contactId: string | null;
  readonly employeeId?: string | null;
  /** Whose record fills it in. */
  readonly aboutContactId?: string | null;
  /** The sender says that the number is theirs. */
  readonly contextConfirmed?: boolean;
  readonly body: string;
  /** Where another text was made of what was asked for. */
  readonly askedHash?: string | null;
  readonly mandatory: boolean;
  readonly textClass?: TextClass;
  /** Nobody pressed a button for it. */
  readonly automatic?: boolean;
  readonly quietHoursConfirmed?: boolean;
  /** Until then it may not go where it goes. */
  readonly windowOpensAt?: Date | null;
  readonly sentBy: string;
  readonly job: MessageJob | undefined;
  readonly sendAt: Date | null;
  /** Later than that it isn't sent. */
  readonly sendBefore?: Date | null;
  readonly unitPriceMicros: number;
  readonly acceptedAt: Date;
  readonly traceparent: string | undefined;
}

/**
 * Writes accepted messages of one tenant with their quotes into their threads.
 * @returns the messages that are new, by id: one whose id is there already is left as it is. Their
 *   facts are still to be added.
 */
export async function insertOutbounds(
  tx: Transaction,
  tenantId: string,
  drafts: readonly OutboundDraft[],
): Promise<Map<string, Message>> {
  if (drafts.length === 0) return new Map();
  const threads = drafts.map(({ ends }) => ends);
  const conversationIds = await ensureConversations(tx, tenantId, threads);
  const messages = drafts.map((draft, index) => toMessage(draft, conversationIds[index]!));
  const byId = new Map(messages.toReversed().map((message) => [message.id, message]));
  const rows = await query<{ id: string }>(
    tx,
    `INSERT INTO message (tenant_id, id, conversation_id, number_id, recipient_id, contact_id, employee_id, about_contact_id, direction,
            status, body, encoding, mandatory, quoted_segments, quoted_cost_micros, sent_by, job_id, job_version, job_type,
            context_confirmed, job_time_zone, text_class, automatic, quiet_hours_confirmed, window_opens_at,
            asked_hash, send_at, send_before, next_attempt_at, timeline, traceparent, created_at)
     SELECT $1, id, "conversationId", "numberId", "recipientId", "contactId", "employeeId", "aboutContactId", 'outbound',
            'accepted', body, encoding, mandatory, "quotedSegments", "quotedCostMicros", "sentBy", "jobId", "jobVersion", "jobType",
            "contextConfirmed", "jobTimeZone", "textClass", automatic, "quietHoursConfirmed", "windowOpensAt",
            "askedHash", "sendAt", "sendBefore", "nextAttemptAt", timeline, traceparent, "createdAt"
       FROM jsonb_to_recordset($2::jsonb) AS m (id uuid, "conversationId" uuid, "numberId" uuid,
            "recipientId" uuid, "contactId" uuid, "employeeId" uuid, "aboutContactId" uuid, body text, encoding text, mandatory boolean,
            "quotedSegments" integer, "quotedCostMicros" bigint, "sentBy" text, "jobId" uuid, "jobVersion" bigint, "jobType" text,
            "contextConfirmed" boolean, "jobTimeZone" text, "textClass" text, automatic boolean, "quietHoursConfirmed" boolean,
            "windowOpensAt" timestamptz, "askedHash" text, "sendAt" timestamptz, "sendBefore" timestamptz, "nextAttemptAt" timestamptz, timeline jsonb, traceparent text, "createdAt" timestamptz)
      ORDER BY id
     ON CONFLICT DO NOTHING RETURNING id`,
    [tenantId, JSON.stringify([...byId.values()])],
  );
  return new Map(rows.map(({ id }) => [id, byId.get(id)!]));
}

export async function insertOutbound(
  tx: Transaction,
  draft: OutboundDraft,
): Promise<Message | undefined> {
  return (await insertOutbounds(tx, draft.ends.tenantId, [draft])).get(draft.id);
}

function toMessage(draft: OutboundDraft, conversationId: string): Message {
  const { ends, sendAt, acceptedAt, windowOpensAt = null } = draft;
  const { encoding, segments } = quoteSegments(draft.body);
  return Object.assign(new Message(), {
    tenantId: ends.tenantId,
    id: draft.id,
    conversationId,
    numberId: ends.numberId,
    recipientId: ends.recipientId,
    contactId: draft.contactId,
    employeeId: draft.employeeId ?? null,
    aboutContactId: draft.aboutContactId ?? null,
    direction: 'outbound',
    status: 'accepted',
    body: draft.body,
    askedHash: draft.askedHash ?? null,
    encoding,
    mandatory: draft.mandatory,
    quotedSegments: segments,
    quotedCostMicros: segments * draft.unitPriceMicros,
    providerMessageId: null,
    chargedSegments: null,
    chargedCostMicros: null,
    chargedLots: null,
    errorCode: null,
    providerCode: null,
    keyword: null,
    mediaDropped: false,
    redactedAt: null,
    redactedWhy: null,
    sentBy: draft.sentBy,
    jobId: draft.job?.id ?? null,
    jobVersion: draft.job?.version ?? null,
    contextConfirmed: draft.contextConfirmed ?? false,
    jobType: draft.job?.type ?? null,
    jobTimeZone: draft.job?.timeZone ?? null,
    textClass: draft.textClass ?? 'informational',
    automatic: draft.automatic ?? false,
    quietHoursConfirmed: draft.quietHoursConfirmed ?? false,
    sendAt,
    sendBefore: draft.sendBefore ?? null,
    windowOpensAt,
    nextAttemptAt: windowOpensAt ?? sendAt ?? acceptedAt,
    timeline: [{ status: 'accepted', at: acceptedAt.toISOString() }],
    traceparent: draft.traceparent ?? null,
    version: 1,
    createdAt: acceptedAt,
  } satisfies Partial<Message>);
}
