import { eventMeta, newId, type EventClass } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { traceparent } from '@fieldline/telemetry';
import { currentCause } from './cause.js';
import { checkPayload, type Received } from './envelope.js';
import { OUTBOX_SHARDS } from './event-tables.js';
import { shardOf } from './shard.js';

/** Largest payload, in bytes of UTF-8. A fact that doesn't fit is a design error, so adding it throws. */
export const MAX_PAYLOAD_BYTES = 1_000_000;

export interface NewEvent<T extends object = object> {
  readonly type: EventClass<T>;
  readonly tenantId: string;
  readonly payload: T;
  /** The event that led to it, where a batch handles several; otherwise it is known. */
  readonly cause?: Received;
  /** The trace it belongs to, where a transaction serves several requests; otherwise it is known. */
  readonly traceparent?: string;
}

/**
 * The only way to publish. An event is a row of the transaction that makes it true:
 * both are committed, or neither is. Lock the aggregate's row before adding its event,
 * since the order of commits of one aggregate is the order in which others see them.
 */
export class Outbox {
  private readonly listeners = new Set<() => void>();

  constructor(private readonly database: Database) {}

  /** @throws MalformedEvent when the payload breaks its class's rules */
  add<T extends object>(
    tx: Transaction,
    type: EventClass<T>,
    tenantId: string,
    payload: T,
  ): Promise<void> {
    return this.addAll(tx, [{ type, tenantId, payload }]);
  }

  /** Adds events in their order, by one statement. */
  async addAll(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map(toRow);
    await tx.query(
      `INSERT INTO outbox (event_id, shard, topic, type, key, subject, tenant_id, correlation_id, causation_id, traceparent, payload)
       SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[],
                            $7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[])`,
      transpose(rows),
    );
    this.database.afterCommit(tx, this.notify);
  }

  /** Calls `listener` after each commit that published something. */
  onPublished(listener: () => void): void {
    this.listeners.add(listener);
  }

  private readonly notify = (): void => {
    for (const listener of this.listeners) listener();
  };
}

type Row = readonly (string | number | null)[];

function toRow({ cause = currentCause.get(), ...event }: NewEvent): Row {
  const { type, tenantId, payload } = event;
  const meta = eventMeta(type);
  checkPayload(meta, payload);
  const json = JSON.stringify(payload);
  if (Buffer.byteLength(json) > MAX_PAYLOAD_BYTES)
    throw new RangeError(`${meta.type} is larger than ${MAX_PAYLOAD_BYTES} bytes`);
  const field = (name: string): string => String((payload as Record<string, unknown>)[name]);
  const id = newId();
  const key = field(meta.key);
  return [
    id,
    shardOf(key, OUTBOX_SHARDS),
    meta.topic,
    meta.type,
    key,
    field(meta.subject),
    tenantId,
    cause?.correlationId ?? id,
    cause?.id ?? null,
    traceOf({ ...event, cause }),
    json,
  ];
}

/**
 * The trace that an event goes on from. Where a transaction works for several, the span of all of them
 * isn't any one's: then it's the one that is known of this event.
 */
function traceOf({ traceparent: known, cause }: NewEvent): string | null {
  const here = traceparent();
  const own = known ?? cause?.traceparent;
  if (!own || (here && traceIdOf(here) === traceIdOf(own))) return here ?? own ?? null;
  return own;
}

function traceIdOf(parent: string): string {
  return parent.split('-')[1] ?? '';
}

function transpose(rows: readonly Row[]): (string | number | null)[][] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));
}
