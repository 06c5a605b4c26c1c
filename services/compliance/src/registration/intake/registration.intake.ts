import { newId, type RegistrationStepName } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { TwilioFailure } from '@fieldline/twilio';
import { Injectable } from '@nestjs/common';
import { ComplianceSettings } from '../../config.js';
import type { CheckedForm } from '../form/checked-form.js';
import { OwnNumbers } from '../own-numbers.js';
import { Pen } from '../pen.js';
import { INTAKE_STEPS, isSubmitted } from '../registration.course.js';
import { Registration } from '../registration.entity.js';
import { notActivated, registrationClosed, relayProblem } from '../registration.errors.js';
import { holds, type Lease, LeaseLost, leaseMs, release } from '../registration.lease.js';
import {
  type Cause,
  RegistrationStore,
  type StoredRegistration,
  withSteps,
} from '../registration.store.js';
import { RegistrationStep, type StepRow } from '../registration-step.entity.js';
import { SagaRounds } from '../saga/saga.rounds.js';
import { campaignOf } from './attributes.js';
import { refusalOf, stepsForForm } from './intake.start.js';
import { RELAY_STEPS } from './relay-steps.js';

/**
 * Passes a form on to Twilio while its sender waits: the tax number first, then everything else that is
 * the business's own. Kept are SIDs and the texts of the campaign. What is left of it after a crash says
 * which part has to be entered again.
 */
@Injectable()
export class RegistrationIntake {
  constructor(
    private readonly database: Database,
    private readonly store: RegistrationStore,
    private readonly numbers: OwnNumbers,
    private readonly pen: Pen,
    private readonly saga: SagaRounds,
    private readonly settings: ComplianceSettings,
  ) {}

  /**
   * @param by who submitted it, for the record
   * @throws Problem `not_activated`, `registration_in_progress`, `registration_approved`,
   * `registration_suspended`, `registration_path_fixed`, `registration_refused`, `tenant_closed`, `service_unavailable`
   */
  async relay(tenantId: string, form: CheckedForm, by: string): Promise<void> {
    const accountSid = await this.numbers.accountOf(tenantId);
    if (accountSid === undefined) throw notActivated();
    const lease = { tenantId, token: newId() };
    let stored = await this.begin(lease, accountSid, form, by);
    const isFirst = stored.registration.submittedAt === null;
    const change = isFirst ? 'form_submitted' : 'form_resubmitted';
    const due = INTAKE_STEPS.filter((step) => isDue(stored, step));
    let field: string | null = null;
    try {
      for (const name of due) {
        ({ field } = RELAY_STEPS[name]);
        const sid = await RELAY_STEPS[name].run({
          ask: this.pen.prompt(lease, accountSid),
          tenantId,
          form,
          sid: stepOf(stored, name)?.sid ?? null,
          sidOf: (step) => sidOf(stored, step),
        });
        const cause = { by, change: name === due.at(-1) ? change : 'step_done' } as const;
        stored = await this.keep(lease, name, sid, cause);
      }
    } catch (error) {
      await release(this.database, lease, 0, 0).catch(() => undefined);
      throw error instanceof TwilioFailure ? relayProblem(error, field) : error;
    }
    this.saga.wake();
  }

  private begin(
    lease: Lease,
    accountSid: string,
    form: CheckedForm,
    by: string,
  ): Promise<StoredRegistration> {
    const { tenantId, token } = lease;
    return this.database.asTenant(tenantId, async (tx) => {
      if (await this.numbers.isClosed(tx, tenantId)) throw registrationClosed();
      await addRegistration(tx, tenantId, accountSid, form);
      const stored = await this.store.lock(tx, tenantId);
      if (!stored) throw new Error('a registration that was just added');
      const { registration } = stored;
      const refusal = refusalOf(registration, stored.steps, form, new Date());
      if (refusal) throw refusal;
      const kept = stepsForForm(registration.path, stored.steps, form);
      await tx.delete(RegistrationStep, { tenantId });
      if (kept.length > 0) await tx.insert(RegistrationStep, kept);
      await tx.query(
        `UPDATE registration SET lease_token = $2, due_at = NULL, failures = 0,
                lease_until = now() + $3 * interval '1 millisecond' WHERE tenant_id = $1`,
        [tenantId, token, leaseMs(this.settings.twilioTimeoutMs)],
      );
      const { path } = form;
      Object.assign(registration, { path, campaign: campaignOf(form), leaseToken: token });
      const begun = withSteps(registration, kept);
      return this.store.change(tx, begun, { by, change: 'form_begun' });
    });
  }

  /** With the last of them the form is through: the saga's from that moment. */
  private keep(
    lease: Lease,
    name: RegistrationStepName,
    sid: string,
    cause: Cause,
  ): Promise<StoredRegistration> {
    return this.database.asTenant(lease.tenantId, async (tx) => {
      const stored = await this.store.lock(tx, lease.tenantId);
      if (!stored || !holds(lease, stored.registration)) throw new LeaseLost();
      const kept = await this.store.end(tx, stored, name, { state: 'done', sid }, cause);
      if (isSubmitted(kept.registration.state))
        await tx.query(
          `UPDATE registration SET lease_token = NULL, lease_until = NULL, due_at = now()
            WHERE tenant_id = $1`,
          [lease.tenantId],
        );
      return kept;
    });
  }
}

async function addRegistration(
  tx: Transaction,
  tenantId: string,
  accountSid: string,
  form: CheckedForm,
): Promise<void> {
  const { path } = form;
  const row = { tenantId, path, accountSid, campaign: campaignOf(form), reasons: [] };
  await tx
    .createQueryBuilder()
    .insert()
    .into(Registration)
    .values({ ...row, state: 'not_started', changedAt: new Date(), version: 1 })
    .orIgnore()
    .execute();
}

/** Who the business is may have been corrected, although Twilio has its tax number. */
function isDue(stored: StoredRegistration, name: RegistrationStepName): boolean {
  const step = stepOf(stored, name);
  return step !== undefined && (step.state !== 'done' || name === 'end_user_business');
}

function stepOf({ steps }: StoredRegistration, name: RegistrationStepName): StepRow | undefined {
  return steps.find((step) => step.name === name);
}

function sidOf(stored: StoredRegistration, name: RegistrationStepName): string {
  const sid = stepOf(stored, name)?.sid;
  if (!sid) throw new Error(`${name} was not made yet`);
  return sid;
}
