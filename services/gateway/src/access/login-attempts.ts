import { createHash } from 'node:crypto';
import { Database, query } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { PLATFORM_ID } from '../tenant/platform.js';
import { accountLocked } from './access.errors.js';

const MAX_FAILURES = 10;
const WINDOW = `interval '15 minutes'`;
const TRIM_BATCH = 5_000;
const LOCKED = `failures >= ${MAX_FAILURES} AND since > now() - ${WINDOW}`;

/**
 * Counts failed sign-ins by e-mail address, whether or not it has an account: a lock tells nobody
 * which addresses are ours. The rows are the platform's, for an unknown address has no tenant.
 */
@Injectable()
export class LoginAttempts {
  constructor(private readonly database: Database) {}

  /** @throws account_locked */
  async check(email: string): Promise<void> {
    const [locked] = await this.database.query<{ seconds: number }>(
      `SELECT extract(epoch FROM since + ${WINDOW} - now())::float AS seconds FROM login_attempt
        WHERE tenant_id = $1 AND email_hash = $2 AND ${LOCKED}`,
      [PLATFORM_ID, hashOf(email)],
    );
    if (locked) throw accountLocked(Math.max(1, Math.ceil(locked.seconds)));
  }

  async fail(email: string): Promise<void> {
    await this.database.query(
      `INSERT INTO login_attempt (tenant_id, email_hash, failures) VALUES ($1, $2, 1)
       ON CONFLICT (tenant_id, email_hash) DO UPDATE SET
         failures = CASE WHEN login_attempt.since > now() - ${WINDOW} THEN login_attempt.failures + 1 ELSE 1 END,
         since = CASE WHEN login_attempt.since > now() - ${WINDOW} THEN login_attempt.since ELSE now() END`,
      [PLATFORM_ID, hashOf(email)],
    );
  }

  /**
   * The right password counts only while the account isn't locked: of any number of guesses
   * made at once, no more than the limit are settled before it.
   * @throws account_locked
   */
  async succeed(email: string): Promise<void> {
    const locked = await this.database.asWorker(async (tx) => {
      const [row] = await query<{ locked: boolean }>(
        tx,
        `SELECT ${LOCKED} AS locked FROM login_attempt
          WHERE tenant_id = $1 AND email_hash = $2 FOR UPDATE`,
        [PLATFORM_ID, hashOf(email)],
      );
      if (row && !row.locked) {
        await tx.query(`DELETE FROM login_attempt WHERE tenant_id = $1 AND email_hash = $2`, [
          PLATFORM_ID,
          hashOf(email),
        ]);
      }
      return row?.locked ?? false;
    });
    if (locked) await this.check(email);
  }

  /** Forgets what no longer counts. Bounded, so that it holds nobody up. */
  async trim(): Promise<void> {
    await this.database.query(
      `DELETE FROM login_attempt WHERE (tenant_id, email_hash) IN (
         SELECT tenant_id, email_hash FROM login_attempt WHERE since < now() - ${WINDOW}
          LIMIT ${TRIM_BATCH} FOR UPDATE SKIP LOCKED)`,
    );
  }
}

function hashOf(email: string): Buffer {
  return createHash('sha256').update(email).digest();
}
