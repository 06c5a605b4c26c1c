import type { Problem } from '../review/review.js';
import type { Brand } from './brand.js';
import type { Campaign } from './campaign.js';

const POLICIES_MISSING: Problem = {
  code: 30882,
  fields: ['PRIVACY_POLICY_URL', 'TERMS_AND_CONDITIONS_URL'],
  description: 'The campaign needs the addresses of a privacy policy and of terms.',
};
const BRAND_PENDING: Problem = {
  code: 30994,
  fields: [],
  description: 'The brand of the campaign is pending.',
};

/** What speaks against a campaign; nobody reads its texts. */
export function judgeCampaign({ texts }: Campaign, brand: Brand | undefined): readonly Problem[] {
  if (brand === undefined || brand.identity === 'UNVERIFIED') return [BRAND_PENDING];
  return texts.privacyPolicyUrl && texts.termsUrl ? [] : [POLICIES_MISSING];
}
