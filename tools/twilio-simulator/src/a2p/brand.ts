import type { EventName } from '../event-stream/event-type.js';
import { type Problem, toErrorView, toEventError } from '../review/review.js';
import { isoSeconds } from '../wire/date.js';

export type BrandType = 'STANDARD' | 'SOLE_PROPRIETOR';
export type BrandStatus = 'PENDING' | 'IN_REVIEW' | 'APPROVED' | 'FAILED' | 'SUSPENDED';
export type Identity = 'UNVERIFIED' | 'VERIFIED' | 'VETTED_VERIFIED';

/** A business as the carriers know it. */
export interface Brand {
  sid: string;
  accountSid: string;
  profileSid: string;
  trustProductSid: string;
  type: BrandType;
  mock: boolean;
  skipsVetting: boolean;
  status: BrandStatus;
  identity: Identity | null;
  problems: readonly Problem[];
  /** The registry's own name for it, once it is registered. */
  registrySid: string | null;
  score: number | null;
  updates: number;
  /** A sole proprietor's mobile phone that was asked, until it has answered. */
  otp: { phone: string; sentAt: number } | null;
  createdAt: number;
  updatedAt: number;
}

const BASE = 'https://messaging.twilio.com/v1/a2p/BrandRegistrations';

export function brandUrl(sid: string): string {
  return `${BASE}/${sid}`;
}

export function toBrandView(brand: Brand) {
  const url = brandUrl(brand.sid);
  return {
    sid: brand.sid,
    account_sid: brand.accountSid,
    customer_profile_bundle_sid: brand.profileSid,
    a2p_profile_bundle_sid: brand.trustProductSid,
    brand_type: brand.type,
    status: brand.status,
    identity_status: brand.identity,
    tcr_id: brand.registrySid,
    brand_score: brand.score,
    brand_feedback: null,
    failure_reason: brand.status === 'FAILED' ? 'Registration error' : null,
    errors: brand.problems.map(toErrorView),
    russell_3000: null,
    government_entity: null,
    tax_exempt_status: null,
    skip_automatic_sec_vet: brand.skipsVetting,
    mock: brand.mock,
    date_created: isoSeconds(brand.createdAt),
    date_updated: isoSeconds(brand.updatedAt),
    url,
    links: { brand_vettings: `${url}/Vettings`, brand_registration_otps: `${url}/SmsOtp` },
  };
}

/** `data` of a brand's event: the first one of a brand doesn't say yet whether it is verified. */
export function toBrandEvent(brand: Brand, name: EventName) {
  const isFirst = name === 'brand-registration.brand-registered';
  const identity = isFirst ? null : brand.identity;
  const score = isFirst ? null : brand.score;
  return {
    brandsid: brand.sid,
    brandstatus: brand.status === 'FAILED' ? 'registration_failed' : 'registered',
    ...(identity === null ? {} : { identitystatus: identity.toLowerCase() }),
    ...(brand.registrySid === null ? {} : { externalbrandid: brand.registrySid }),
    ...(score === null ? {} : { brandscore: score, vettingscore: score }),
    ...(brand.problems.length === 0
      ? {}
      : { brandregistrationerrors: brand.problems.map(toEventError) }),
    createddate: brand.createdAt,
    updateddate: brand.updatedAt,
  };
}
