import { Database } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { TwilioFailure } from '@fieldline/twilio';
import { Injectable } from '@nestjs/common';
import { ComplianceSettings } from '../../config.js';
import { claimDue, type Lease, LeaseLost, leaseMs, release, rest } from '../registration.lease.js';
import { Saga } from './saga.js';
import { retryInMs, type Wait } from './saga.schedule.js';

const PACE = { busyMs: 200, idleMs: 10_000 };

/** Takes registrations on, one at a time: replicas share them, and the pace of all of them. */
@Injectable()
export class SagaRounds extends Rounds {
  constructor(
    private readonly database: Database,
    private readonly saga: Saga,
    private readonly settings: ComplianceSettings,
  ) {
    super(PACE);
  }

  protected async round(): Promise<RoundOutcome> {
    const lease = await claimDue(this.database, leaseMs(this.settings.twilioTimeoutMs));
    if (!lease) return 'nothing';
    try {
      await this.leave(lease, await this.saga.advance(lease), 0);
    } catch (error) {
      await this.putOff(lease, error);
    }
    return 'more';
  }

  /**
   * A create without an answer may still be done: it is looked for only when it must have been, whatever
   * nudges come before.
   */
  private async putOff(lease: Lease, error: unknown): Promise<void> {
    if (error instanceof LeaseLost) return;
    this.logger.warn(`registration of ${lease.tenantId} waits (${String(error)})`);
    const failures = (await this.saga.failuresOf(lease.tenantId)) + 1;
    const mayBeDone = error instanceof TwilioFailure && error.kind === 'unknown';
    const leastMs = mayBeDone ? this.settings.registrationPauseMs : 0;
    const inMs = Math.max(leastMs, retryInMs(failures));
    await this.leave(lease, { isFirm: mayBeDone, inMs }, failures);
  }

  private leave(lease: Lease, { isFirm, inMs }: Wait, failures: number): Promise<void> {
    return isFirm
      ? rest(this.database, lease, inMs, failures)
      : release(this.database, lease, inMs, failures);
  }
}
