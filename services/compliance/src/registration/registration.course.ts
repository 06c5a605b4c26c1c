import {
  REGISTRATION_STEPS,
  type RegistrationPath,
  type RegistrationReason,
  type RegistrationState,
  type RegistrationStepName,
} from '@fieldline/contracts';
import type { StepRow } from './registration-step.entity.js';

/** What carries the form: made while the request that brings it waits. */
export const INTAKE_STEPS = [
  'end_user_business',
  'end_user_representative',
  'address',
  'supporting_document',
  'end_user_a2p',
] as const satisfies readonly RegistrationStepName[];
export type IntakeStep = (typeof INTAKE_STEPS)[number];

/** What follows from it, and needs nothing of it any more. */
export type SagaStep = Exclude<RegistrationStepName, IntakeStep>;

/** Stands as the code of a brand or a campaign that was approved and is suspended now. */
export const SUSPENDED = 'suspended';

/** Stands as the code of a brand that waits for a sole proprietor's answer. */
export const AWAITS_ANSWER = 'awaits_answer';

const TAX_NUMBER = 'taxId';
/** As many as a fact may carry. */
const REASONS_MAX = 50;

export type StepsOf = Readonly<Pick<StepRow, 'name' | 'state' | 'reasons'>>;

export interface Standing {
  readonly state: RegistrationState;
  readonly approved: boolean;
  readonly reasons: RegistrationReason[];
}

/** Whether somebody was texted, and has to answer before it goes on. */
export function awaitsAnswer({ reasons = [] }: Partial<Pick<StepsOf, 'reasons'>>): boolean {
  return reasons.some(({ code }) => code === AWAITS_ANSWER);
}

/** Whether something was turned down, and another form is waited for. */
export function isTurnedDown(steps: readonly StepsOf[]): boolean {
  return steps.some(({ state }) => state === 'failed');
}

/** Whether the tax number itself was turned down: it is kept nowhere, so that it has to be entered again. */
export function isTaxNumberRefused(path: RegistrationPath, steps: readonly StepsOf[]): boolean {
  const failed = steps.filter(({ state }) => state === 'failed');
  return path !== 'sole_proprietor' && failed.some(({ reasons }) => reasons.some(isOfTaxNumber));
}

function isOfTaxNumber({ field }: RegistrationReason): boolean {
  return field === TAX_NUMBER;
}

/** Whether Twilio has a whole form. */
export function isSubmitted(state: RegistrationState): boolean {
  return state !== 'not_started' && state !== 'needs_tax_number' && state !== 'needs_form';
}

export function stepsOfPath(path: RegistrationPath): RegistrationStepName[] {
  return REGISTRATION_STEPS.filter(
    (name) => path !== 'sole_proprietor' || name !== 'end_user_representative',
  );
}

export function isIntakeStep(name: RegistrationStepName): name is IntakeStep {
  return INTAKE_STEPS.some((step) => step === name);
}

/** Where a registration stands, by its steps alone. */
export function standingOf(path: RegistrationPath, steps: readonly StepsOf[]): Standing {
  const state = stateOf(path, steps);
  const failed = steps.filter((step) => step.state === 'failed');
  return { state, approved: state === 'approved', reasons: eachOnce(failed) };
}

/** Why they were turned down. What several were turned down for stands there once. */
function eachOnce(failed: readonly StepsOf[]): RegistrationReason[] {
  const all = failed.flatMap(({ reasons }) => reasons);
  const once = new Map(all.map((reason) => [`${reason.code} ${reason.field}`, reason]));
  return [...once.values()].slice(0, REASONS_MAX);
}

/** The step to be taken now. Undefined while others have to act first, and when there is none left. */
export function nextStep(
  path: RegistrationPath,
  steps: readonly StepsOf[],
): RegistrationStepName | undefined {
  const state = (name: RegistrationStepName) => steps.find((step) => step.name === name)?.state;
  const next = stepsOfPath(path).find((name) => (state(name) ?? 'pending') === 'pending');
  // Twilio takes a campaign only for a brand that is approved.
  return next === 'campaign' && state('brand') !== 'done' ? undefined : next;
}

function stateOf(path: RegistrationPath, steps: readonly StepsOf[]): RegistrationState {
  const failed = steps.filter((step) => step.state === 'failed');
  if (failed.some(({ reasons }) => reasons.some(({ code }) => code === SUSPENDED)))
    return 'suspended';
  if (failed.length > 0) return isTaxNumberRefused(path, steps) ? 'needs_tax_number' : 'rejected';
  const next = nextStep(path, steps);
  if (next && isIntakeStep(next))
    return next === 'end_user_business' && path !== 'sole_proprietor'
      ? 'needs_tax_number'
      : 'needs_form';
  if (next) return 'submitting';
  const brand = steps.find((step) => step.name === 'brand');
  if (brand?.state === 'in_review' && awaitsAnswer(brand)) return 'needs_otp';
  return steps.some((step) => step.state === 'in_review') || brand?.state !== 'done'
    ? 'in_review'
    : 'approved';
}
