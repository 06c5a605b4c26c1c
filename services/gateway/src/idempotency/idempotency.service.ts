import { randomUUID } from 'node:crypto';
import { Database, GroupCommit, query } from '@fieldline/database';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import {
  type Claim,
  claimAll,
  keepAll,
  type NewAnswer,
  type NewClaim,
} from './idempotency.queries.js';
import { idempotencyInFlight, idempotencyKeyReused } from './idempotency.errors.js';
import { Seal } from './idempotency.seal.js';

/** A write that has to do with money is remembered longer. */
const LONG_KEPT = /^\/v1\/(?:adjustments|purchases)\b/;
const KEPT_HOURS = 48;
const LONG_KEPT_HOURS = 30 * 24;
/** Above a full import's answer. A longer answer isn't kept: its write is repeatable by its ids. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** Answers up to this size share a statement; a larger one has its own. */
const MAX_SHARED_BYTES = 64 * 1024;
const TRIM_BATCH = 5_000;
const IN_FLIGHT_SECONDS = 30;
/** Above the minute in which a form is passed on. */
const LONG_IN_FLIGHT_SECONDS = 90;
/** A request is answered within moments. One that is at work for longer may have died: its key is free later. */
const USUAL_SECONDS = 5;

export interface Write {
  /** Whose key it is: a business, or the platform. */
  readonly tenantId: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** Whether it may take a minute. */
  readonly isSlow: boolean;
}

export interface KeptAnswer {
  readonly status: number;
  readonly answer: unknown;
}

interface Row {
  readonly same: boolean;
  readonly status: number | null;
  readonly answer: Buffer | null;
  /** Until the key is free; of one that is in flight. */
  readonly freeInSeconds: number;
}

/**
 * One execution per key. The row's primary key decides between rivals; `execution` is the fence
 * that keeps one who was taken for dead from overwriting its successor's answer.
 */
@Injectable()
export class IdempotencyService {
  private readonly claims = new GroupCommit({
    commit: (_, claims: readonly NewClaim[]) => claimAll(this.database, claims),
  });
  private readonly answers = new GroupCommit({
    commit: (_, answers: readonly NewAnswer[]) => keepAll(this.database, answers),
  });

  constructor(
    private readonly database: Database,
    private readonly seal: Seal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws idempotency_key_reused, idempotency_in_flight */
  async claim({ tenantId, key, method, path, body, isSlow }: Write): Promise<Claim | KeptAnswer> {
    const fingerprint = this.seal.fingerprint(method, path, body);
    const hours = LONG_KEPT.test(path) ? LONG_KEPT_HOURS : KEPT_HOURS;
    const claim = { tenantId, key, execution: randomUUID() };
    const inFlightSeconds = isSlow ? LONG_IN_FLIGHT_SECONDS : IN_FLIGHT_SECONDS;
    const taken = await this.claims.add('', { ...claim, fingerprint, hours, inFlightSeconds });
    return taken ? claim : this.recall(tenantId, key, fingerprint, inFlightSeconds);
  }

  /** Keeps the answer. That it couldn't is no reason to take it from the caller. */
  async keep(claim: Claim, status: number, answer: unknown): Promise<void> {
    const plain = Buffer.from(JSON.stringify([answer]));
    if (plain.length > MAX_ANSWER_BYTES) return this.release(claim);
    const kept = { ...claim, status, answer: this.seal.close(plain) };
    const alone = plain.length > MAX_SHARED_BYTES;
    await this.settle(alone ? keepAll(this.database, [kept]) : this.answers.add('', kept));
  }

  /** Nothing was decided: the next request with the key is executed. */
  async release({ tenantId, key, execution }: Claim): Promise<void> {
    await this.settle(
      this.database.query(
        `DELETE FROM idempotency_key WHERE tenant_id = $1 AND key = $2 AND execution = $3`,
        [tenantId, key, execution],
      ),
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

  private async recall(
    tenantId: string,
    key: string,
    fingerprint: Buffer,
    inFlightSeconds: number,
  ): Promise<KeptAnswer> {
    const [row] = await this.database.asTenant(tenantId, (tx) =>
      query<Row>(
        tx,
        `SELECT fingerprint = $3 AS same, status, answer,
                ceil(extract(epoch FROM in_flight_until - now()))::int AS "freeInSeconds"
           FROM idempotency_key
          WHERE tenant_id = $1 AND key = $2`,
        [tenantId, key, fingerprint],
      ),
    );
    if (row && !row.same) throw idempotencyKeyReused();
    // Gone in between: its execution has just failed, and the caller may try again.
    if (!row || row.status === null || !row.answer)
      throw idempotencyInFlight(waitOf(row?.freeInSeconds ?? 0, inFlightSeconds));
    const [answer] = JSON.parse(this.seal.open(row.answer).toString()) as [unknown];
    return { status: row.status, answer };
  }

  private async settle(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.logger.warn({ err: error }, 'an answer was not kept for its idempotency key');
    }
  }
}

/** Soon while it is likely being answered; else when its key is free, whoever had it. */
function waitOf(freeInSeconds: number, inFlightSeconds: number): number {
  const isUsual = inFlightSeconds - freeInSeconds < USUAL_SECONDS;
  return isUsual ? 1 : Math.max(1, freeInSeconds);
}
