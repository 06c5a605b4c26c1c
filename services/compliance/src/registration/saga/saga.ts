import type { RegistrationStepName } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { TwilioFailure } from '@fieldline/twilio';
import { Injectable, Logger } from '@nestjs/common';
import { ComplianceSettings } from '../../config.js';
import { OwnNumbers } from '../own-numbers.js';
import { Pen } from '../pen.js';
import { awaitsAnswer, isIntakeStep, nextStep } from '../registration.course.js';
import { reasonsOf } from '../registration.reasons.js';
import { holds, type Lease, LeaseLost } from '../registration.lease.js';
import { RegistrationStore, type StepEnd, type StoredRegistration } from '../registration.store.js';
import type { StepRow } from '../registration-step.entity.js';
import { lookInMs, type Wait } from './saga.schedule.js';
import { isReviewed, PAUSE_AFTER, REVIEWS, SAGA_STEPS } from './saga.steps.js';
import { type StepRun, StepScope } from './step.js';

const CAUSE = { by: 'provider:twilio', change: 'step_done' } as const;

/**
 * What Twilio is given once it has the form, step by step. Each step looks for what it would make, so it
 * may be cut short anywhere; what it came to is kept before the next begins.
 */
@Injectable()
export class Saga {
  private readonly logger = new Logger(Saga.name);

  constructor(
    private readonly database: Database,
    private readonly store: RegistrationStore,
    private readonly numbers: OwnNumbers,
    private readonly pen: Pen,
    private readonly settings: ComplianceSettings,
  ) {}

  /**
   * Takes a registration as far as it goes.
   * @returns when it is due again
   * @throws TwilioFailure when Twilio doesn't answer, LeaseLost when somebody else goes on
   */
  async advance(lease: Lease): Promise<Wait> {
    let stored = await this.database.asWorker((tx) => this.store.read(tx, lease.tenantId));
    if (!stored) return { isFirm: false, inMs: null };
    const numbers = await this.numbers.of(lease.tenantId);
    const ask = this.pen.paced(lease, stored.registration.accountSid);
    const scopeOf = (of: StoredRegistration): StepScope =>
      new StepScope(ask, this.settings, of, numbers);
    for (const step of stored.steps.filter(isReviewed)) {
      const end = await outcomeOf(step.name, REVIEWS[step.name], scopeOf(stored));
      if (isNews(step, end)) stored = await this.keep(lease, step.name, end);
      else if (end.state === 'failed' && step.name === 'number_assignment')
        this.logger.warn(`a new number of ${lease.tenantId} is not on its campaign`);
    }
    const { registrationPauseMs, registrationPollSeconds } = this.settings;
    for (;;) {
      const name = nextStep(stored.registration.path, stored.steps);
      if (!name || isIntakeStep(name) || hasFailed(stored)) break;
      stored = await this.keep(
        lease,
        name,
        await outcomeOf(name, SAGA_STEPS[name], scopeOf(stored)),
      );
      if (PAUSE_AFTER.has(name) && registrationPauseMs > 0)
        return { isFirm: true, inMs: registrationPauseMs };
    }
    const { state, changedAt } = stored.registration;
    const sinceMs = Date.now() - changedAt.getTime();
    return { isFirm: false, inMs: lookInMs(state, sinceMs, registrationPollSeconds * 1_000) };
  }

  async failuresOf(tenantId: string): Promise<number> {
    const found = await this.database.asWorker((tx) => this.store.read(tx, tenantId));
    return found?.registration.failures ?? 0;
  }

  private keep(
    lease: Lease,
    name: RegistrationStepName,
    end: StepEnd,
  ): Promise<StoredRegistration> {
    return this.database.asWorker(async (tx) => {
      const stored = await this.store.lock(tx, lease.tenantId);
      if (!stored || !holds(lease, stored.registration)) throw new LeaseLost();
      return this.store.end(tx, stored, name, end, CAUSE);
    });
  }
}

function hasFailed({ steps }: StoredRegistration): boolean {
  return steps.some(({ state }) => state === 'failed');
}

/** What was approved stays so until it is taken back, whatever is looked at again meanwhile. */
function isNews(step: StepRow, end: StepEnd): boolean {
  // A number that Twilio doesn't take takes nothing from those that are assigned.
  if (step.name === 'number_assignment') return false;
  // Of what is reviewed only a number can be taken off again: then it is on its way anew.
  if (step.state === 'done')
    return end.state === 'failed' || (step.name === 'number_registration' && end.state !== 'done');
  return end.state !== step.state || awaitsAnswer(end) !== awaitsAnswer(step);
}

/** What Twilio refuses is the step's end, and for people to mend. */
async function outcomeOf(
  name: RegistrationStepName,
  run: StepRun | undefined,
  scope: StepScope,
): Promise<StepEnd> {
  if (!run) throw new Error(`nobody reviews ${name}`);
  try {
    return await run(scope);
  } catch (error) {
    if (!(error instanceof TwilioFailure) || error.kind !== 'refused') throw error;
    const reasons = reasonsOf([{ code: error.code, field: null }]);
    const { sid = null, superseded = null } = scope.step(name) ?? {};
    return { state: 'failed', sid, superseded, reasons };
  }
}
