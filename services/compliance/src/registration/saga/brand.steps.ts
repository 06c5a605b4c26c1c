import {
  type Brand,
  createBrand,
  fetchBrand,
  findBrand,
  resubmitBrand,
} from '../../twilio/brands.js';
import { endOf, type StepRun, type StepScope } from './step.js';

const LOW_VOLUME = 'LOW_VOLUME';

/** A profile has one brand: one that failed is looked at again, never replaced. */
export const registerBrand: StepRun = async (scope) => {
  const profileSid = scope.sidOf('customer_profile');
  const known = await findBrand(scope.ask, profileSid);
  if (known?.review.kind === 'rejected') {
    await resubmitBrand(scope.ask, known.sid);
    return { state: 'in_review', sid: known.sid };
  }
  const { sid, review } = known ?? (await create(scope, profileSid));
  return endOf(review, sid);
};

export const reviewBrand: StepRun = async (scope) => {
  const { sid, review } = await fetchBrand(scope.ask, scope.sidOf('brand'));
  return endOf(review, sid);
};

function create(scope: StepScope, customerProfileBundleSid: string): Promise<Brand> {
  return createBrand(scope.ask, {
    customerProfileBundleSid,
    a2PProfileBundleSid: scope.sidOf('trust_product'),
    brandType: scope.isSoleProprietor ? 'SOLE_PROPRIETOR' : 'STANDARD',
    skipAutomaticSecVet: scope.campaign.useCase === LOW_VOLUME,
  });
}
