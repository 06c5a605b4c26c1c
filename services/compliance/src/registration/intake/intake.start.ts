import type { RegistrationStepName } from '@fieldline/contracts';
import type { Problem } from '@fieldline/http';
import type { CheckedForm } from '../form/checked-form.js';
import { isIntakeStep, isTaxNumberRefused, isTurnedDown } from '../registration.course.js';
import type { Registration } from '../registration.entity.js';
import {
  registrationApproved,
  registrationInProgress,
  registrationPathFixed,
  registrationSuspended,
} from '../registration.errors.js';
import type { StepRow } from '../registration-step.entity.js';

/** What stays as it is whatever a new form says. */
const LASTING: ReadonlySet<RegistrationStepName> = new Set([
  'customer_profile',
  'trust_product',
  'event_sink',
  'event_subscription',
  'messaging_service',
  'number_assignment',
]);
/** What is looked at again only when it was turned down. */
const REVIEWED: ReadonlySet<RegistrationStepName> = new Set(['brand', 'campaign']);

/** Why a form isn't taken now. Undefined when it is. */
export function refusalOf(
  registration: Registration,
  steps: readonly StepRow[],
  form: Pick<CheckedForm, 'path' | 'taxId'>,
  now: Date,
): Problem | undefined {
  const { state, leaseUntil, path } = registration;
  switch (state) {
    case 'approved':
      return registrationApproved();
    case 'suspended':
      return registrationSuspended();
    case 'submitting':
    case 'in_review':
    case 'needs_otp':
      return registrationInProgress(state);
    default: {
      // Of one that was turned down the saga only looks how it stands: that needs not be waited for.
      const heldMs =
        leaseUntil === null || isTurnedDown(steps) ? 0 : leaseUntil.getTime() - now.getTime();
      if (heldMs > 0) return registrationInProgress(state, Math.ceil(heldMs / 1_000));
      const hasBrand = steps.some(({ name, sid }) => name === 'brand' && sid !== null);
      if (path !== form.path && hasBrand) return registrationPathFixed();
      return hasNoTaxNumber(steps, registration, form) ? registrationInProgress(state) : undefined;
    }
  }
}

/** The form was checked before somebody else's came: Twilio doesn't have the number any more. */
function hasNoTaxNumber(
  steps: readonly StepRow[],
  { path }: Registration,
  form: Pick<CheckedForm, 'path' | 'taxId'>,
): boolean {
  if (form.path === 'sole_proprietor' || form.taxId !== null) return false;
  if (isTaxNumberRefused(path, steps)) return true;
  const carrier = steps.find(({ name }) => name === 'end_user_business');
  return path !== form.path || carrier?.state !== 'done';
}

/** The steps as a new form finds them. What another path made is left where it is. */
export function stepsForForm(
  path: Registration['path'],
  steps: readonly StepRow[],
  form: Pick<CheckedForm, 'path' | 'taxId'>,
): StepRow[] {
  if (path !== form.path) return [];
  return steps.map((step) => (staysDone(step, form) ? step : anew(step)));
}

function staysDone({ name, state }: StepRow, form: Pick<CheckedForm, 'path' | 'taxId'>): boolean {
  if (state !== 'done') return false;
  if (name === 'end_user_business') return form.path !== 'sole_proprietor' && form.taxId === null;
  return !isIntakeStep(name) && (LASTING.has(name) || REVIEWED.has(name));
}

function anew(step: StepRow): StepRow {
  return { ...step, state: 'pending', reasons: [], at: null };
}
