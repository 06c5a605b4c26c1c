import { newId } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { counter, type Logger } from '@fieldline/telemetry';
import { toRecord, type OutboxRow } from './envelope.js';
import { OUTBOX_SHARDS } from './event-tables.js';
import type { Outbox } from './outbox.js';
import { PollInterval } from './poll-interval.js';
import { Pulse } from './pulse.js';
import type { Transport } from './transport.js';

const BATCH = 1_000;
/** What a batch is cut at: a thousand of the largest events would fit neither memory nor a statement. */
const BATCH_BYTES = 8_000_000;
/** Own events nudge; the poll finds those of other replicas, whose shards are ours. */
const POLL_MS = 100;
const IDLE_POLL_MS = 1_000;
const LEASE_MS = 15_000;
/** How often a relay that doesn't hold every shard looks for free ones: what it costs others when one stops. */
const SEEK_MS = 1_000;
const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 5_000;

/**
 * Carries the outbox to the transport, shard by shard: publish, then delete.
 * A crash in between publishes twice, which every consumer's inbox drops; a lost lease likewise.
 * No transaction is open while the transport works.
 */
export class Relay {
  private readonly owner = newId();
  private readonly pulse = new Pulse();
  private readonly interval = new PollInterval(POLL_MS, IDLE_POLL_MS);
  private readonly published = counter('fieldline.outbox.published');
  private shards: readonly number[] = [];
  private renewAt = 0;
  private running: Promise<void> | undefined;
  private stopping = false;
  private failure: Error | undefined;

  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly transport: Transport,
    private readonly logger: Logger,
    outbox: Outbox,
  ) {
    outbox.onPublished(() => this.pulse.beat());
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Publishes what is left, then gives its shards back. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.pulse.beat();
    await this.running;
    await this.database
      .query(`UPDATE outbox_lease SET owner = NULL, expires_at = '-infinity' WHERE owner = $1`, [
        this.owner,
      ])
      .catch((error: unknown) => this.logger.warn({ err: error }, 'outbox lease not returned'));
  }

  /** @throws Error when the last attempt to publish failed */
  async check(): Promise<void> {
    if (this.failure) throw new Error('the outbox is not being published', { cause: this.failure });
  }

  private async run(): Promise<void> {
    let backoffMs = BACKOFF_MIN_MS;
    for (;;) {
      // What was committed while a batch was under way is read by a pass that began after the stop.
      const last = this.stopping;
      try {
        const full = await this.publishBatch();
        this.failure = undefined;
        backoffMs = BACKOFF_MIN_MS;
        if (full) continue;
        if (last) return;
        await this.pulse.next(this.interval.ms);
      } catch (error) {
        this.failure = error instanceof Error ? error : new Error(String(error));
        if (this.stopping) return;
        this.logger.warn(
          { err: error, service: this.service },
          'outbox not published, trying again',
        );
        await this.pulse.next(backoffMs);
        backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
      }
    }
  }

  /** @returns whether there is more to publish */
  private async publishBatch(): Promise<boolean> {
    await this.renewLease();
    if (this.shards.length === 0) return false;
    const rows = await this.database.query<OutboxRow>(
      `SELECT id, event_id AS "eventId", topic, type, key, subject, tenant_id AS "tenantId",
              correlation_id AS "correlationId", causation_id AS "causationId", traceparent, payload,
              to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "occurredAt"
         FROM (SELECT *, sum(octet_length(payload)) OVER (ORDER BY id) - octet_length(payload) AS before
                 FROM (SELECT * FROM outbox WHERE shard = ANY ($1) ORDER BY id LIMIT ${BATCH}) AS batch
              ) AS measured
        WHERE before < ${BATCH_BYTES} ORDER BY id`,
      [this.shards],
    );
    if (rows.length === 0) return false;
    this.interval.found();
    const records = rows.map((row) => toRecord({ ...row, source: this.service }));
    await this.transport.produce(records);
    for (const [topic, { length }] of Map.groupBy(records, (record) => record.topic))
      this.published.add(length, { service: this.service, topic });
    await this.database.query(`DELETE FROM outbox WHERE id = ANY ($1)`, [
      rows.map((row) => row.id),
    ]);
    const bytes = records.reduce((sum, { value }) => sum + value.length, 0);
    return rows.length === BATCH || bytes >= BATCH_BYTES;
  }

  private async renewLease(): Promise<void> {
    const now = Date.now();
    if (now < this.renewAt) return;
    const inherits = this.renewAt === 0 && this.transport.isSole === true;
    const rows = await this.database.query<{ shard: number }>(
      `UPDATE outbox_lease SET owner = $1, expires_at = now() + $2 * interval '1 ms'
        WHERE owner = $1 OR expires_at < now() OR $3 RETURNING shard`,
      [this.owner, LEASE_MS, inherits],
    );
    this.shards = rows.map((row) => row.shard);
    this.renewAt = now + (rows.length === OUTBOX_SHARDS ? LEASE_MS / 3 : SEEK_MS);
  }
}
