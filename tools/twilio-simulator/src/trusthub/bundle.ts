import type { Problem } from '../review/review.js';
import { isoSeconds } from '../wire/date.js';

export type BundleKind = 'profile' | 'trust_product';

export const BUNDLE_STATUSES = [
  'draft',
  'pending-review',
  'in-review',
  'twilio-rejected',
  'twilio-approved',
] as const;
export type BundleStatus = (typeof BUNDLE_STATUSES)[number];

/** A customer profile or a trust product. */
export interface Bundle {
  sid: string;
  kind: BundleKind;
  accountSid: string;
  policySid: string;
  friendlyName: string;
  email: string;
  statusCallback: string | null;
  status: BundleStatus;
  problems: readonly Problem[];
  createdAt: number;
  updatedAt: number;
}

/** A bundle's tie to an end user, a document or another bundle. */
export interface Assignment {
  sid: string;
  accountSid: string;
  bundleSid: string;
  objectSid: string;
  createdAt: number;
}

/** How the two kinds are spelled. */
export const FAMILIES = {
  profile: { path: '/v1/CustomerProfiles', link: 'customer_profiles', key: 'customer_profile_sid' },
  trust_product: { path: '/v1/TrustProducts', link: 'trust_products', key: 'trust_product_sid' },
} as const;

export function bundleUrl({ kind, sid }: Bundle): string {
  return `https://trusthub.twilio.com${FAMILIES[kind].path}/${sid}`;
}

export function toBundleView(bundle: Bundle) {
  const url = bundleUrl(bundle);
  const { link } = FAMILIES[bundle.kind];
  const errors = bundle.problems.map(({ code }) => ({ code }));
  return {
    sid: bundle.sid,
    account_sid: bundle.accountSid,
    policy_sid: bundle.policySid,
    friendly_name: bundle.friendlyName,
    status: bundle.status,
    email: bundle.email,
    status_callback: bundle.statusCallback,
    valid_until: null,
    errors: errors.length > 0 ? errors : null,
    date_created: isoSeconds(bundle.createdAt),
    date_updated: isoSeconds(bundle.updatedAt),
    url,
    links: {
      [`${link}_entity_assignments`]: `${url}/EntityAssignments`,
      [`${link}_evaluations`]: `${url}/Evaluations`,
      [`${link}_channel_endpoint_assignment`]: `${url}/ChannelEndpointAssignments`,
    },
  };
}

export function toAssignmentView(bundle: Bundle, assignment: Assignment) {
  return {
    sid: assignment.sid,
    [FAMILIES[bundle.kind].key]: bundle.sid,
    account_sid: assignment.accountSid,
    object_sid: assignment.objectSid,
    date_created: isoSeconds(assignment.createdAt),
    url: `${bundleUrl(bundle)}/EntityAssignments/${assignment.sid}`,
  };
}
