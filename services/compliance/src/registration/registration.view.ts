import {
  REGISTRATION_DUE,
  type RegistrationPath,
  type RegistrationState,
  type RegistrationView,
} from '@fieldline/contracts';
import { FORM_HINTS } from './form/hints.js';
import { isTaxNumberRefused } from './registration.course.js';
import type { StoredRegistration } from './registration.store.js';

/** What happens next, and whose turn it is. */
const NEXT_STEPS: Readonly<Record<RegistrationState, string>> = {
  not_started: 'Fill in the form and submit it. Until then no text leaves.',
  needs_tax_number:
    'Enter the form again, with the tax number: the last attempt broke off before Twilio had it, and nothing of it was kept.',
  needs_form:
    'Enter the form again: the last attempt broke off half-way, and nothing of it was kept.',
  submitting: 'Nothing to do: what follows from the form is being set up at Twilio.',
  in_review:
    'Nothing to do: Twilio and the carriers look at it. A campaign takes them 10 to 15 days; texts to US numbers wait for it.',
  needs_otp:
    'Answer the text that Twilio sent to your mobile phone within 24 hours, or have it sent again.',
  rejected: 'Correct what the reasons name, and submit the form again.',
  approved: 'Nothing to do: texts may leave.',
  suspended:
    'The carriers suspended the campaign: ask your Fieldline operator what they want changed.',
};

const TAX_NUMBER_REFUSED =
  'Enter the form again, with the tax number as it stands in the tax records: the one that Twilio was given was turned down, and nothing of it was kept.';
const NUMBER_WAITS =
  'Nothing to do: the carriers register the number for the campaign, which takes minutes, at times a day. Texts to US numbers wait for it.';
const BEING_PASSED_ON = 'Nothing to do: the form is being passed on to Twilio.';
const NUMBER_IS_KNOWN = 'Twilio has the tax number already.';

/** Without a registration, of a business that hasn't begun. */
export function toRegistrationView(
  found: StoredRegistration | undefined,
  now: Date,
): RegistrationView {
  const state = found?.registration.state ?? 'not_started';
  return {
    required: REGISTRATION_DUE.has(state),
    state,
    path: found?.registration.path ?? null,
    taxIdNeeded: isTaxIdNeeded(found, found?.registration.path ?? 'us'),
    steps: (found?.steps ?? []).map(({ name, state: at, at: since, reasons }) => ({
      name,
      state: at,
      at: since?.toISOString() ?? null,
      reasons: [...reasons],
    })),
    reasons: [...(found?.registration.reasons ?? [])],
    nextStep: nextStepOf(found, now),
    campaign: campaignOf(found),
    submittedAt: found?.registration.submittedAt?.toISOString() ?? null,
    hints: FORM_HINTS,
  };
}

function nextStepOf(found: StoredRegistration | undefined, now: Date): string {
  if (!found) return NEXT_STEPS.not_started;
  const { state, path, leaseUntil } = found.registration;
  if (state === 'needs_tax_number' && isTaxNumberRefused(path, found.steps))
    return TAX_NUMBER_REFUSED;
  const isFormDue = state === 'needs_tax_number' || state === 'needs_form';
  // As long as somebody holds it, it hasn't broken off.
  if (isFormDue && leaseUntil !== null && leaseUntil > now) return BEING_PASSED_ON;
  if (state === 'in_review' && isOnlyNumberLeft(found)) return NUMBER_WAITS;
  const isNumberKnown = state === 'needs_form' && path !== 'sole_proprietor';
  return isNumberKnown ? `${NEXT_STEPS[state]} ${NUMBER_IS_KNOWN}` : NEXT_STEPS[state];
}

function isOnlyNumberLeft({ steps }: StoredRegistration): boolean {
  return steps.every(({ name, state }) => state === 'done' || name === 'number_registration');
}

/** Twilio has it once the step that carries it is done: of this country's number, since each has its own. */
export function isTaxIdNeeded(
  found: StoredRegistration | undefined,
  path: RegistrationPath,
): boolean {
  if (path === 'sole_proprietor') return false;
  if (found && isTaxNumberRefused(path, found.steps)) return true;
  const carrier = found?.steps.find(({ name }) => name === 'end_user_business');
  return carrier?.state !== 'done' || found?.registration.path !== path;
}

function campaignOf(found: StoredRegistration | undefined): RegistrationView['campaign'] {
  const campaign = found?.registration.campaign;
  if (!campaign) return null;
  const { useCase, description, messageFlow, samples } = campaign;
  return { useCase, description, messageFlow, samples: [...samples] };
}
