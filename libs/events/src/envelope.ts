import { eventMetaOfType, type EventMeta } from '@fieldline/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { IncomingRecord, OutgoingRecord } from './transport.js';

/** An event as a handler gets it. */
export interface Received<T extends object = object> {
  readonly id: string;
  readonly type: string;
  readonly tenantId: string;
  readonly subject: string;
  readonly occurredAt: string;
  readonly correlationId: string;
  readonly traceparent: string | null;
  readonly payload: T;
}

/** A row of the outbox: an event on its way out. */
export interface OutboxRow {
  id: number;
  eventId: string;
  topic: string;
  type: string;
  key: string;
  subject: string;
  tenantId: string;
  source: string;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
  occurredAt: string;
  payload: string;
}

/** A record that isn't an event of ours, or whose payload breaks its own rules. It goes to the dead letters. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
}

/** CloudEvents 1.0 in Kafka's binary mode: attributes as `ce_` headers, the payload as the value. */
export function toRecord(row: OutboxRow): OutgoingRecord {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: row.eventId,
    ce_type: row.type,
    ce_source: `/fieldline/${row.source}`,
    ce_subject: row.subject,
    ce_time: row.occurredAt,
    ce_tenantid: row.tenantId,
    ce_correlationid: row.correlationId,
  };
  if (row.causationId) headers['ce_causationid'] = row.causationId;
  if (row.traceparent) headers['traceparent'] = row.traceparent;
  return { topic: row.topic, key: row.key, headers, value: Buffer.from(row.payload, 'utf8') };
}

/**
 * Reads a record back. Headers that we didn't set are ignored.
 * @throws MalformedEvent saying what is wrong with it, without its content
 */
export function fromRecord(record: IncomingRecord): Received {
  const { headers, value } = record;
  const type = headers['ce_type'];
  const meta = type === undefined ? undefined : eventMetaOfType(type);
  if (!meta) throw new MalformedEvent(`unknown event type ${type ?? '(none)'}`);
  if (meta.topic !== record.topic) throw new MalformedEvent(`${meta.type} came on ${record.topic}`);
  if (value === null) throw new MalformedEvent(`${meta.type} without a payload`);
  return {
    id: header(headers, 'ce_id'),
    type: meta.type,
    tenantId: header(headers, 'ce_tenantid'),
    subject: header(headers, 'ce_subject'),
    occurredAt: header(headers, 'ce_time'),
    correlationId: headers['ce_correlationid'] ?? header(headers, 'ce_id'),
    traceparent: headers['traceparent'] ?? null,
    payload: parsePayload(meta, value),
  };
}

function header(headers: Readonly<Record<string, string>>, name: string): string {
  const value = headers[name];
  if (!value) throw new MalformedEvent(`no ${name} header`);
  return value;
}

function parsePayload(meta: EventMeta, value: Buffer): object {
  let plain: unknown;
  try {
    plain = JSON.parse(value.toString('utf8'));
  } catch {
    throw new MalformedEvent(`${meta.type}: the payload is not JSON`);
  }
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new MalformedEvent(`${meta.type}: the payload is not an object`);
  try {
    return checkPayload(meta, plain);
  } catch (error) {
    if (error instanceof MalformedEvent) throw error;
    // Nested deeper than the stack goes, for instance: it would fail the same way for ever.
    throw new MalformedEvent(`${meta.type}: the payload can't be checked`);
  }
}

/** @throws MalformedEvent naming the properties at fault, never their values */
export function checkPayload(meta: EventMeta, plain: object): object {
  const payload = plainToInstance(meta.Class, plain);
  const faults = validateSync(payload, { validationError: { target: false, value: false } });
  if (faults.length > 0) {
    const properties = faults.map((fault) => fault.property).join(', ');
    throw new MalformedEvent(`${meta.type}: invalid ${properties}`);
  }
  return payload;
}
