import type {
  DeadLetterDetail,
  DeadLetterOutcome,
  DeadLetterReason,
  DeadLetterState,
  DeadLetterView,
} from '@fieldline/contracts';
import type { IncomingRecord } from '../transport.js';

/** A letter as it lies in the table, without what its event said. */
export interface DeadLetterRow {
  id: string;
  position: number;
  topic: string;
  partition: number;
  offset: string;
  key: string;
  subject: string;
  type: string | null;
  eventId: string | null;
  tenantId: string | null;
  reason: DeadLetterReason;
  error: string;
  state: DeadLetterState;
  createdAt: Date;
  attempts: number;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  resolution: DeadLetterOutcome | null;
  resolutionReason: string | null;
}

export interface WholeDeadLetterRow extends DeadLetterRow {
  headers: Record<string, string>;
  payload: Buffer | null;
}

export const COLUMNS = `
  id, position, topic, partition, "offset", key, subject, type, event_id AS "eventId",
  headers->>'ce_tenantid' AS "tenantId", reason, error, state, created_at AS "createdAt", attempts,
  resolved_at AS "resolvedAt", resolved_by AS "resolvedBy", resolution,
  resolution_reason AS "resolutionReason"`;

/** The record as the transport brought it. */
export function recordOf(row: WholeDeadLetterRow): IncomingRecord {
  const { topic, partition, offset, key, headers, payload: value } = row;
  return { topic, partition, offset, key, headers, value };
}

export function toDeadLetterView(row: DeadLetterRow, service: string): DeadLetterView {
  return {
    id: row.id,
    service,
    state: row.state,
    reason: row.reason,
    error: row.error,
    topic: row.topic,
    partition: row.partition,
    offset: row.offset,
    key: row.key,
    subject: row.subject,
    type: row.type,
    eventId: row.eventId,
    tenantId: row.tenantId,
    attempts: row.attempts,
    createdAt: row.createdAt.toISOString(),
    resolution: resolutionOf(row),
  };
}

function resolutionOf({
  resolution,
  resolvedAt,
  resolvedBy,
  resolutionReason,
}: DeadLetterRow): DeadLetterView['resolution'] {
  if (!resolution || !resolvedAt) return null;
  const [by, reason] = [resolvedBy ?? '', resolutionReason ?? ''];
  return { outcome: resolution, at: resolvedAt.toISOString(), by, reason };
}

export function toDeadLetterDetail(
  row: WholeDeadLetterRow,
  service: string,
  waiting: number,
): DeadLetterDetail {
  const { headers, payload } = row;
  const text = payload?.toString('utf8') ?? null;
  // Bytes that are no text are shown as they are, not with replacement characters.
  const isText = payload === null || payload.equals(Buffer.from(text ?? '', 'utf8'));
  return {
    ...toDeadLetterView(row, service),
    headers,
    payload: isText ? text : payload.toString('base64'),
    payloadEncoding: isText ? 'utf8' : 'base64',
    waiting,
  };
}
