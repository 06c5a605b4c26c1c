import type { EventStreams } from '../event-stream/event-streams.js';
import type { Problem, Registration, Reviewed, Verdict } from '../review/review.js';
import type { Reviews } from '../review/reviews.js';
import type { Rows } from '../state/rows.js';
import type { Store } from '../state/store.js';
import type { Contents } from '../trusthub/contents.js';
import { POLICY_SIDS } from '../trusthub/policy.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, TwilioError } from '../wire/twilio-error.js';
import { type Brand, type BrandType, toBrandEvent } from './brand.js';
import { judgeBrand } from './brand-judgement.js';
import { changeOf } from './brand-verdict.js';
import type { Otps } from './otps.js';

const MAX_UPDATES = 3;

interface Rooms {
  store: Store;
  reviews: Reviews;
  streams: EventStreams;
  contents: Contents;
  otps: Otps;
  brandRows: Rows<Brand>;
}

export interface NewBrand {
  profileSid: string;
  trustProductSid: string;
  type: BrandType;
  mock: boolean;
  skipsVetting: boolean;
}

export class Brands implements Reviewed {
  readonly kinds = ['brand'] as const;
  readonly rows: Rows<Brand>;

  constructor(private readonly rooms: Rooms) {
    this.rows = rooms.brandRows;
  }

  create(accountSid: string, given: NewBrand): Brand {
    this.checkBundles(accountSid, given);
    const now = Date.now();
    return this.review({
      sid: newSid('BN'),
      accountSid,
      ...given,
      status: 'PENDING',
      identity: null,
      problems: [],
      registrySid: null,
      score: null,
      updates: 0,
      otp: null,
      createdAt: now,
      updatedAt: now,
    });
  }

  /** One that failed or stayed unverified goes to the registry again, with its bundles as they are. */
  resubmit(brand: Brand): Brand {
    const isUnverified = brand.type === 'STANDARD' && brand.identity === 'UNVERIFIED';
    if (brand.status !== 'FAILED' && !isUnverified) {
      throw invalidParameter('Only a brand that failed or stayed unverified can be updated');
    }
    if (brand.updates >= MAX_UPDATES) {
      throw new TwilioError(400, 21724, 'Brand update count exceeded');
    }
    return this.review({
      ...brand,
      status: 'PENDING',
      identity: null,
      otp: null,
      problems: [],
      updates: brand.updates + 1,
      updatedAt: Date.now(),
    });
  }

  registrations(): Registration[] {
    return this.rows.all().map((brand) => ({
      sid: brand.sid,
      kind: 'brand',
      accountSid: brand.accountSid,
      name: this.nameOf(brand),
      serviceSid: null,
      status: brand.status,
      problems: brand.problems,
      updatedAt: brand.updatedAt,
    }));
  }

  judge(sid: string): readonly Problem[] | 'wait' {
    const brand = this.rows.get(sid);
    return brand ? judgeBrand(brand, this.rooms.contents) : [];
  }

  enter(sid: string, verdict: Verdict): void {
    const known = this.rows.get(sid);
    if (known === undefined) return;
    const { brand, events, asksPhone } = changeOf(known, verdict);
    this.rows.put(brand);
    if (asksPhone) this.rooms.otps.ask(brand);
    for (const event of events) {
      this.rooms.streams.tell(brand.accountSid, event, toBrandEvent(brand, event));
    }
  }

  /** A phone's answer to the question whether a brand is its owner's. */
  answer(phone: string, body: string): void {
    const confirmed = this.rooms.otps.confirmedBy(phone, body);
    if (confirmed) this.enter(confirmed.sid, { stage: 'approved', problems: [] });
  }

  /** The bundles may still be in review, yet they must be submitted, and of the right kinds. */
  private checkBundles(accountSid: string, { profileSid, trustProductSid, type }: NewBrand): void {
    const { bundles } = this.rooms.contents;
    const [profile, trustProduct] = [profileSid, trustProductSid].map((sid) =>
      bundles.find(accountSid, sid),
    );
    const wanted = POLICIES_OF[type];
    if (profile?.policySid !== wanted.profile || profile.status === 'draft') {
      throw invalidParameter('CustomerProfileBundleSid names no submitted profile for this brand');
    }
    if (trustProduct?.policySid !== wanted.trustProduct || trustProduct.status === 'draft') {
      throw invalidParameter('A2PProfileBundleSid names no submitted product for this brand');
    }
  }

  private review(brand: Brand): Brand {
    return this.rooms.store.batch(() => {
      const { sid, accountSid } = this.rows.put(brand);
      this.rooms.reviews.begin({ sid, kind: 'brand', accountSid, name: this.nameOf(brand) });
      return brand;
    });
  }

  private nameOf({ profileSid }: Brand): string {
    return this.rooms.contents.bundles.get(profileSid)?.friendlyName ?? '';
  }
}

const POLICIES_OF = {
  STANDARD: {
    profile: POLICY_SIDS.secondaryProfile,
    trustProduct: POLICY_SIDS.a2pTrustProduct,
  },
  SOLE_PROPRIETOR: {
    profile: POLICY_SIDS.starterProfile,
    trustProduct: POLICY_SIDS.soleProprietorTrustProduct,
  },
} as const;
