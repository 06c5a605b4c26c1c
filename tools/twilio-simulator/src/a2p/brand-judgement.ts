import type { Problem } from '../review/review.js';
import type { Contents } from '../trusthub/contents.js';
import type { Brand } from './brand.js';

const BUNDLE_REJECTED: Problem = {
  code: 18601,
  fields: [],
  description: 'A bundle of the brand is rejected',
};
const TAX_NUMBER_INVALID: Problem = {
  code: 30795,
  fields: ['business_registration_number', 'business_registration_identifier', 'business_name'],
  description: 'The submitted number is invalid.',
};

/** What speaks against a brand; it waits until both of its bundles are decided. */
export function judgeBrand(brand: Brand, contents: Contents): readonly Problem[] | 'wait' {
  const bundles = [brand.profileSid, brand.trustProductSid].map((sid) => contents.bundles.get(sid));
  if (bundles.some((bundle) => bundle?.status === 'twilio-rejected')) return [BUNDLE_REJECTED];
  if (!bundles.every((bundle) => bundle?.status === 'twilio-approved')) return 'wait';
  const [profile] = bundles;
  const business = profile && contents.entityOf(profile, 'customer_profile_business_information');
  return business?.taxNumber?.hasNineDigits === false ? [TAX_NUMBER_INVALID] : [];
}
