import { type Ask, few } from './ask.js';
import { complaintsOf, type Review } from './review.js';

export interface BrandDraft {
  readonly customerProfileBundleSid: string;
  readonly a2PProfileBundleSid: string;
  readonly brandType: 'STANDARD' | 'SOLE_PROPRIETOR';
  /** Without the vetting that costs more and that only large volumes need. */
  readonly skipAutomaticSecVet: boolean;
}

export interface Brand {
  readonly sid: string;
  readonly review: Review;
}

/** The brand of a profile. Brands have no name of ours: a profile has one of them at most. */
export async function findBrand(ask: Ask, profileSid: string): Promise<Brand | undefined> {
  const brands = await ask((client) => client.messaging.v1.brandRegistrations.list(few()));
  const brand = brands.find((each) => each.customerProfileBundleSid === profileSid);
  return brand && toBrand(brand);
}

export async function createBrand(ask: Ask, draft: BrandDraft): Promise<Brand> {
  return toBrand(
    await ask((client) => client.messaging.v1.brandRegistrations.create({ ...draft })),
  );
}

export async function fetchBrand(ask: Ask, sid: string): Promise<Brand> {
  return toBrand(await ask((client) => client.messaging.v1.brandRegistrations(sid).fetch()));
}

/** Has a brand that failed looked at again, with what its profile says now. */
export async function resubmitBrand(ask: Ask, sid: string): Promise<void> {
  await ask((client) => client.messaging.v1.brandRegistrations(sid).update());
}

/** Has the text to a sole proprietor's phone sent again. */
export async function resendOtp(ask: Ask, sid: string): Promise<void> {
  await ask((client) => client.messaging.v1.brandRegistrations(sid).brandRegistrationOtps.create());
}

interface BrandResource {
  readonly sid: string;
  readonly status: string;
  readonly brandType: string;
  readonly identityStatus: string | null;
  readonly errors: unknown;
}

/** "The brand is not verified": no campaign of it gets through. */
const UNVERIFIED_BRAND = 30991;

function toBrand(brand: BrandResource): Brand {
  return { sid: brand.sid, review: reviewOf(brand) };
}

function reviewOf({ status, brandType, identityStatus, errors }: BrandResource): Review {
  switch (status) {
    case 'APPROVED':
      if (identityStatus !== 'UNVERIFIED') return { kind: 'approved' };
      // A sole proprietor hasn't answered the text yet; a business isn't who it says.
      return brandType === 'SOLE_PROPRIETOR'
        ? { kind: 'awaits_answer' }
        : { kind: 'rejected', complaints: [{ code: UNVERIFIED_BRAND, field: null }] };
    case 'FAILED':
      return { kind: 'rejected', complaints: complaintsOf(errors) };
    case 'SUSPENDED':
    case 'DELETION_PENDING':
    case 'DELETION_FAILED':
      return { kind: 'suspended' };
    default:
      return { kind: 'in_review' };
  }
}
