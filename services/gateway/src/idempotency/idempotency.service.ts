import { randomUUID } from 'node:crypto';
import { Database, query } from '@fieldline/database';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { idempotencyInFlight, idempotencyKeyReused } from './idempotency.errors.js';
import { Seal } from './idempotency.seal.js';

/** A write that has to do with money is remembered longer. */
const LONG_KEPT = /^\/v1\/(?:adjustments|purchases)\b/;
const KEPT_HOURS = 48;
const LONG_KEPT_HOURS = 30 * 24;
/** Longer than any request takes. After it whoever had the mark is taken for dead. */
const IN_FLIGHT = `interval '30 seconds'`;
/** Above a full import's answer. A longer answer isn't kept: its write is repeatable by its ids. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const TRIM_BATCH = 5_000;

export interface Write {
  /** Whose key it is: a business, or the platform. */
  readonly tenantId: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface Claim {
  readonly tenantId: string;
  readonly key: string;
  readonly execution: string;
}

export interface KeptAnswer {
  readonly status: number;
  readonly answer: unknown;
}

interface Row {
  readonly same: boolean;
  readonly status: number | null;
  readonly answer: Buffer | null;
}

/**
 * One execution per key. The row's primary key decides between rivals; `execution` is the fence
 * that keeps one who was taken for dead from overwriting its successor's answer.
 */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: Database,
    private readonly seal: Seal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws idempotency_key_reused, idempotency_in_flight */
  async claim({ tenantId, key, method, path, body }: Write): Promise<Claim | KeptAnswer> {
    const fingerprint = this.seal.fingerprint(method, path, body);
    const execution = randomUUID();
    const hours = LONG_KEPT.test(path) ? LONG_KEPT_HOURS : KEPT_HOURS;
    const taken = await this.database.asTenant(tenantId, (tx) =>
      query(
        tx,
        `INSERT INTO idempotency_key AS k (tenant_id, key, fingerprint, execution, in_flight_until, expires_at)
         VALUES ($1, $2, $3, $4, now() + ${IN_FLIGHT}, now() + $5 * interval '1 hour')
         ON CONFLICT (tenant_id, key) DO UPDATE
            SET fingerprint = excluded.fingerprint, execution = excluded.execution, status = NULL, answer = NULL,
                in_flight_until = excluded.in_flight_until, expires_at = excluded.expires_at
          WHERE k.expires_at < now()
             OR (k.status IS NULL AND k.in_flight_until < now() AND k.fingerprint = excluded.fingerprint)
         RETURNING 1`,
        [tenantId, key, fingerprint, execution, hours],
      ),
    );
    if (taken.length > 0) return { tenantId, key, execution };
    return this.recall(tenantId, key, fingerprint);
  }

  /** Keeps the answer. That it couldn't is no reason to take it from the caller. */
  async keep(claim: Claim, status: number, answer: unknown): Promise<void> {
    const plain = Buffer.from(JSON.stringify([answer]));
    if (plain.length > MAX_ANSWER_BYTES) return this.release(claim);
    await this.settle(
      claim,
      `UPDATE idempotency_key SET status = $4, answer = $5
        WHERE tenant_id = $1 AND key = $2 AND execution = $3`,
      [status, this.seal.close(plain)],
    );
  }

  /** Nothing was decided: the next request with the key is executed. */
  async release(claim: Claim): Promise<void> {
    await this.settle(
      claim,
      `DELETE FROM idempotency_key WHERE tenant_id = $1 AND key = $2 AND execution = $3`,
    );
  }

  /** Forgets what has been kept long enough. Bounded, so that it holds nobody up. */
  async trim(): Promise<void> {
    await this.database.query(
      `DELETE FROM idempotency_key WHERE (tenant_id, key) IN (
         SELECT tenant_id, key FROM idempotency_key WHERE expires_at < now()
          LIMIT ${TRIM_BATCH} FOR UPDATE SKIP LOCKED)`,
    );
  }

  private async recall(tenantId: string, key: string, fingerprint: Buffer): Promise<KeptAnswer> {
    const [row] = await this.database.asTenant(tenantId, (tx) =>
      query<Row>(
        tx,
        `SELECT fingerprint = $3 AS same, status, answer FROM idempotency_key
          WHERE tenant_id = $1 AND key = $2`,
        [tenantId, key, fingerprint],
      ),
    );
    if (row && !row.same) throw idempotencyKeyReused();
    // Gone in between: its execution has just failed, and the caller may try again.
    if (!row || row.status === null || !row.answer) throw idempotencyInFlight();
    const [answer] = JSON.parse(this.seal.open(row.answer).toString()) as [unknown];
    return { status: row.status, answer };
  }

  private async settle(
    { tenantId, key, execution }: Claim,
    sql: string,
    parameters: unknown[] = [],
  ): Promise<void> {
    try {
      await this.database.asTenant(tenantId, (tx) =>
        tx.query(sql, [tenantId, key, execution, ...parameters]),
      );
    } catch (error) {
      this.logger.warn({ err: error }, 'an answer was not kept for its idempotency key');
    }
  }
}
