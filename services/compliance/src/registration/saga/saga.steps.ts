import type { RegistrationStepName } from '@fieldline/contracts';
import type { SagaStep } from '../registration.course.js';
import type { StepRow } from '../registration-step.entity.js';
import { registerBrand, reviewBrand } from './brand.steps.js';
import { PRODUCT_STEPS, PROFILE_STEPS } from './bundle.steps.js';
import {
  assignNewNumbers,
  assignNumbers,
  makeService,
  registerCampaign,
  reviewCampaign,
} from './campaign.steps.js';
import { makeSink, subscribe } from './event.steps.js';
import { awaitNumber, reviewNumber } from './number.steps.js';
import type { StepRun } from './step.js';

/** What is done at Twilio once it has the form. */
export const SAGA_STEPS: Readonly<Record<SagaStep, StepRun>> = {
  customer_profile: PROFILE_STEPS.create,
  customer_profile_assignments: PROFILE_STEPS.assign,
  customer_profile_evaluation: PROFILE_STEPS.check,
  customer_profile_submission: PROFILE_STEPS.submit,
  trust_product: PRODUCT_STEPS.create,
  trust_product_assignments: PRODUCT_STEPS.assign,
  trust_product_evaluation: PRODUCT_STEPS.check,
  trust_product_submission: PRODUCT_STEPS.submit,
  event_sink: makeSink,
  event_subscription: subscribe,
  brand: registerBrand,
  messaging_service: makeService,
  campaign: registerCampaign,
  number_assignment: assignNumbers,
  number_registration: awaitNumber,
};

/** What others look at, and how it is found out what they say. */
export const REVIEWS: Readonly<Partial<Record<RegistrationStepName, StepRun>>> = {
  customer_profile_submission: PROFILE_STEPS.review,
  trust_product_submission: PRODUCT_STEPS.review,
  brand: reviewBrand,
  campaign: reviewCampaign,
  number_assignment: assignNewNumbers,
  number_registration: reviewNumber,
};

/** After these Twilio is given time: of a profile, a product and a brand, all count on the one before. */
export const PAUSE_AFTER: ReadonlySet<RegistrationStepName> = new Set([
  'customer_profile_submission',
  'trust_product_submission',
  'brand',
]);

/** Brand and campaign may be suspended long after they were approved, and numbers be bought. */
const WATCHED: ReadonlySet<RegistrationStepName> = new Set([
  'brand',
  'campaign',
  'number_assignment',
  'number_registration',
]);

/** Whether Twilio is to be asked how it goes with what a step made. */
export function isReviewed({ name, state, sid }: StepRow): boolean {
  if (!(name in REVIEWS) || sid === null) return false;
  return state === 'in_review' || state === 'failed' || (state === 'done' && WATCHED.has(name));
}
