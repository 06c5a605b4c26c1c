import type { BundleKind } from '../../twilio/bundle-api.js';
import {
  ensureAssigned,
  ensureBundle,
  evaluate,
  reviewBundle,
  submitBundle,
} from '../../twilio/bundles.js';
import { emailOf } from '../../twilio/end-users.js';
import { reasonsOf } from '../registration.reasons.js';
import { endOf, type StepRun, type StepScope } from './step.js';

interface BundleParts {
  readonly kind: BundleKind;
  policySid(scope: StepScope): string;
  /** What the bundle holds. */
  objectSids(scope: StepScope): string[];
}

const PROFILE: BundleParts = {
  kind: 'customer_profile',
  policySid: ({ settings, isSoleProprietor }) =>
    isSoleProprietor ? settings.starterProfilePolicySid : settings.customerProfilePolicySid,
  objectSids: (scope) => [
    scope.sidOf('end_user_business'),
    ...(scope.isSoleProprietor ? [] : [scope.sidOf('end_user_representative')]),
    scope.sidOf('supporting_document'),
    scope.settings.primaryCustomerProfileSid,
  ],
};

const PRODUCT: BundleParts = {
  kind: 'trust_product',
  policySid: ({ settings, isSoleProprietor }) =>
    isSoleProprietor ? settings.soleProprietorPolicySid : settings.trustProductPolicySid,
  objectSids: (scope) => [scope.sidOf('end_user_a2p'), scope.sidOf('customer_profile')],
};

export const PROFILE_STEPS = stepsOf(PROFILE);
export const PRODUCT_STEPS = stepsOf(PRODUCT);

/** Make it, fill it, have it checked by rules, hand it in. */
function stepsOf({ kind, policySid, objectSids }: BundleParts) {
  const create: StepRun = async (scope) => {
    const { ask } = scope;
    const sid = await ensureBundle(ask, kind, scope.keyOf(kind), async () => ({
      policySid: policySid(scope),
      email: await emailOf(ask, whoRepresents(scope)),
      statusCallback: scope.addressFor('bundle'),
    }));
    return { state: 'done', sid };
  };
  const assign: StepRun = async (scope) => {
    await ensureAssigned(scope.ask, kind, scope.sidOf(kind), objectSids(scope));
    return { state: 'done', sid: null };
  };
  const check: StepRun = async (scope) => {
    const complaints = await evaluate(scope.ask, kind, scope.sidOf(kind), policySid(scope));
    if (complaints.length === 0) return { state: 'done', sid: null };
    return { state: 'failed', sid: null, reasons: reasonsOf(complaints) };
  };
  /** What was turned down is handed in again as often as it comes here: that costs nothing. */
  const submit: StepRun = async (scope) => {
    const sid = scope.sidOf(kind);
    const review = await reviewBundle(scope.ask, kind, sid);
    if (review.kind !== 'draft' && review.kind !== 'rejected') return endOf(review, sid);
    await submitBundle(scope.ask, kind, sid);
    return { state: 'in_review', sid };
  };
  const review: StepRun = async (scope) => {
    const sid = scope.sidOf(kind);
    return endOf(await reviewBundle(scope.ask, kind, sid), sid);
  };
  return { create, assign, check, submit, review };
}

/** Whose e-mail address Twilio writes to; Twilio knows it. */
function whoRepresents(scope: StepScope): string {
  return scope.sidOf(scope.isSoleProprietor ? 'end_user_business' : 'end_user_representative');
}
