import {
  type RegistrationChange,
  RegistrationChanged,
  type RegistrationState,
  type RegistrationStepName,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { isSubmitted, isTurnedDown, standingOf, stepsOfPath } from './registration.course.js';
import { Registration } from './registration.entity.js';
import { toRegistrationChanged } from './registration.fact.js';
import { RegistrationStep, type StepRow } from './registration-step.entity.js';

export interface StoredRegistration {
  readonly registration: Registration;
  /** All that there are on its path, in their order. */
  readonly steps: readonly StepRow[];
}

/** What a step came to. */
export interface StepEnd extends Pick<StepRow, 'state' | 'sid'> {
  readonly reasons?: StepRow['reasons'];
  readonly superseded?: string | null;
}

/** Whose doing a change is, and which when the state alone doesn't say. */
export interface Cause {
  readonly by: string;
  readonly change: RegistrationChange;
}

const NEWS: Readonly<Record<string, RegistrationChange>> = {
  needs_otp: 'needs_otp',
  rejected: 'rejected',
  approved: 'approved',
  suspended: 'suspended',
};

/** Registrations and their steps: each change is one version and one fact. */
@Injectable()
export class RegistrationStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  find(tenantId: string): Promise<StoredRegistration | undefined> {
    return this.database.asTenant(tenantId, (tx) => this.read(tx, tenantId));
  }

  async read(tx: Transaction, tenantId: string): Promise<StoredRegistration | undefined> {
    const registration = await tx.findOneBy(Registration, { tenantId });
    if (!registration) return undefined;
    return withSteps(registration, await tx.findBy(RegistrationStep, { tenantId }));
  }

  /** The same, nobody else's to change until the transaction ends. */
  async lock(tx: Transaction, tenantId: string): Promise<StoredRegistration | undefined> {
    const lock = { mode: 'pessimistic_write' } as const;
    const registration = await tx.findOne(Registration, { where: { tenantId }, lock });
    if (!registration) return undefined;
    return withSteps(registration, await tx.findBy(RegistrationStep, { tenantId }));
  }

  /** Keeps what a step came to. It is locked by whoever calls. */
  async end(
    tx: Transaction,
    { registration, steps }: StoredRegistration,
    name: RegistrationStepName,
    end: StepEnd,
    cause: Cause,
  ): Promise<StoredRegistration> {
    const { tenantId } = registration;
    const step: StepRow = { tenantId, name, superseded: null, reasons: [], ...end, at: new Date() };
    await tx.upsert(RegistrationStep, step, ['tenantId', 'name']);
    const changed = steps.map((each) => (each.name === name ? step : each));
    return this.change(tx, { registration, steps: changed }, cause);
  }

  /** Keeps a registration as it stands by its steps, and says so. */
  async change(
    tx: Transaction,
    { registration, steps }: StoredRegistration,
    { by, change }: Cause,
  ): Promise<StoredRegistration> {
    const standing = standingOf(registration.path, steps);
    const news = standing.state === registration.state ? undefined : newsOf(standing.state, steps);
    const version = registration.version + 1;
    const changedAt = new Date();
    const submittedAt =
      registration.submittedAt ?? (isSubmitted(standing.state) ? changedAt : null);
    // Why the last form was turned down still holds while another is on its way.
    const isKnown = isSubmitted(standing.state) || isTurnedDown(steps);
    const reasons = isKnown ? standing.reasons : registration.reasons;
    const rest = { reasons, changedAt, submittedAt, version };
    const changed = Object.assign(new Registration(), registration, standing, rest);
    const { tenantId, path, state, approved, campaign } = changed;
    await tx.update(
      Registration,
      { tenantId },
      { path, state, approved, reasons, changedAt, submittedAt, campaign, version },
    );
    const fact = toRegistrationChanged(changed, news ?? change, by);
    await this.outbox.add(tx, RegistrationChanged, tenantId, fact);
    return { registration: changed, steps };
  }
}

/** A tax number that was refused is a form that was turned down, too. */
function newsOf(
  state: RegistrationState,
  steps: readonly StepRow[],
): RegistrationChange | undefined {
  return state === 'needs_tax_number' && isTurnedDown(steps) ? 'rejected' : NEWS[state];
}

/** Steps that weren't taken yet have no row. */
export function withSteps(
  registration: Registration,
  known: readonly StepRow[],
): StoredRegistration {
  const { tenantId, path } = registration;
  const unmade = { tenantId, state: 'pending', sid: null, superseded: null, at: null } as const;
  const steps = stepsOfPath(path).map(
    (name) => known.find((step) => step.name === name) ?? { ...unmade, name, reasons: [] },
  );
  return { registration, steps };
}
