import type { EventStreams } from '../event-stream/event-streams.js';
import type { EventName } from '../event-stream/event-type.js';
import type { MessagingServices } from '../messaging-service/messaging-services.js';
import type { Problem, Registration, Reviewed, Stage, Verdict } from '../review/review.js';
import type { Reviews } from '../review/reviews.js';
import { Rows } from '../state/rows.js';
import type { Store } from '../state/store.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, TwilioError } from '../wire/twilio-error.js';
import type { Brand } from './brand.js';
import type { Brands } from './brands.js';
import { type Campaign, type CampaignStatus, toCampaignEvent } from './campaign.js';
import type { CampaignTexts } from './campaign-texts.js';
import { judgeCampaign } from './campaign-judgement.js';
import { registrySid } from './registry-sid.js';
import { isUseCaseOf } from './use-case.js';

const PER_BRAND = { STANDARD: 5, SOLE_PROPRIETOR: 1 } as const;

const STATUSES: Readonly<Record<Stage, CampaignStatus>> = {
  in_review: 'IN_PROGRESS',
  approved: 'VERIFIED',
  unverified: 'FAILED',
  rejected: 'FAILED',
  suspended: 'SUSPENDED',
};

const EVENTS: Partial<Record<CampaignStatus, EventName>> = {
  PENDING: 'campaign-registration.campaign-submitted',
  VERIFIED: 'campaign-registration.campaign-approved',
  FAILED: 'campaign-registration.campaign-failure',
};

interface Rooms {
  store: Store;
  reviews: Reviews;
  streams: EventStreams;
  services: MessagingServices;
  brands: Brands;
}

export class Campaigns implements Reviewed {
  readonly kinds = ['campaign'] as const;
  readonly rows: Rows<Campaign>;
  private readonly listeners = new Set<(serviceSid: string) => void>();

  constructor(private readonly rooms: Rooms) {
    this.rows = new Rows(rooms.store, 'campaign');
    rooms.services.onPoolChange((serviceSid) => {
      const campaign = this.ofService(serviceSid);
      if (campaign && !rooms.services.get(serviceSid)) this.delete(campaign);
    });
  }

  /** The one campaign of a Messaging Service. */
  ofService(serviceSid: string): Campaign | undefined {
    return this.rows.all().find((campaign) => campaign.serviceSid === serviceSid);
  }

  /** Tells when a service's campaign, or its status, is another. */
  onChange(listener: (serviceSid: string) => void): void {
    this.listeners.add(listener);
  }

  create(
    { sid: serviceSid, accountSid }: { sid: string; accountSid: string },
    given: { brandSid: string; useCase: string; texts: CampaignTexts },
  ): Campaign {
    const brand = this.rooms.brands.rows.find(accountSid, given.brandSid);
    if (brand?.status !== 'APPROVED' || !isUseCaseOf(brand.type, given.useCase)) {
      throw new TwilioError(400, 21717, 'BrandRegistrationSid is not registered or not valid');
    }
    this.checkRoom(brand, serviceSid);
    const now = Date.now();
    return this.review({
      sid: newSid('CM'),
      accountSid,
      serviceSid,
      ...given,
      status: 'PENDING',
      problems: [],
      registrySid: null,
      createdAt: now,
      updatedAt: now,
    });
  }

  /** A failed campaign is vetted again with its new texts, for another fee. */
  update(campaign: Campaign, texts: Partial<CampaignTexts>): Campaign {
    if (campaign.status !== 'FAILED') throw invalidParameter('Only a failed campaign is updated');
    return this.review({
      ...campaign,
      texts: { ...campaign.texts, ...texts },
      status: 'PENDING',
      problems: [],
      updatedAt: Date.now(),
    });
  }

  delete(campaign: Campaign): void {
    this.rooms.store.batch(() => {
      this.rooms.reviews.drop(campaign.sid);
      this.rows.delete(campaign.sid);
      this.changed(campaign.serviceSid);
    });
  }

  registrations(): Registration[] {
    return this.rows.all().map((campaign) => ({
      sid: campaign.sid,
      kind: 'campaign',
      accountSid: campaign.accountSid,
      name: this.nameOf(campaign),
      serviceSid: campaign.serviceSid,
      status: campaign.status,
      problems: campaign.problems,
      updatedAt: campaign.updatedAt,
    }));
  }

  judge(sid: string): readonly Problem[] {
    const campaign = this.rows.get(sid);
    return campaign ? judgeCampaign(campaign, this.rooms.brands.rows.get(campaign.brandSid)) : [];
  }

  enter(sid: string, { stage, problems }: Verdict): void {
    const campaign = this.rows.get(sid);
    if (campaign === undefined) return;
    const status = STATUSES[stage];
    const known = campaign.registrySid ?? (status === 'VERIFIED' ? registrySid('C') : null);
    this.put({ ...campaign, status, problems, registrySid: known, updatedAt: Date.now() });
  }

  private review(campaign: Campaign): Campaign {
    return this.rooms.store.batch(() => {
      const { sid, accountSid } = this.put(campaign);
      this.rooms.reviews.begin({ sid, kind: 'campaign', accountSid, name: this.nameOf(campaign) });
      return campaign;
    });
  }

  private put(campaign: Campaign): Campaign {
    this.rows.put(campaign);
    const event = EVENTS[campaign.status];
    if (event) this.rooms.streams.tell(campaign.accountSid, event, toCampaignEvent(campaign));
    this.changed(campaign.serviceSid);
    return campaign;
  }

  private changed(serviceSid: string): void {
    for (const listener of this.listeners) listener(serviceSid);
  }

  private checkRoom({ sid, type }: Brand, serviceSid: string): void {
    if (this.ofService(serviceSid)) {
      throw invalidParameter('This Messaging Service has a campaign already');
    }
    const count = this.rows.all().filter(({ brandSid }) => brandSid === sid).length;
    if (count >= PER_BRAND[type]) {
      throw invalidParameter(`A brand of this type has up to ${PER_BRAND[type]} campaigns`);
    }
  }

  private nameOf({ serviceSid }: Campaign): string {
    return this.rooms.services.get(serviceSid)?.settings.friendlyName ?? '';
  }
}
