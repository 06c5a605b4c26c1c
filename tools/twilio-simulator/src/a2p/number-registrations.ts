import type { EventStreams } from '../event-stream/event-streams.js';
import type { EventName } from '../event-stream/event-type.js';
import type { MessagingServices } from '../messaging-service/messaging-services.js';
import type { PhoneNumbers } from '../phone-number/phone-numbers.js';
import type { Problem, Registration, Reviewed, Verdict } from '../review/review.js';
import type { Reviews } from '../review/reviews.js';
import { Rows } from '../state/rows.js';
import type { Store } from '../state/store.js';
import type { Campaigns } from './campaigns.js';

type Status = 'pending' | 'successful' | 'failed';

/** A number's place on a campaign; it goes by the number's SID. */
interface NumberRegistration {
  sid: string;
  accountSid: string;
  serviceSid: string;
  campaignSid: string;
  number: string;
  status: Status;
  problems: readonly Problem[];
  updatedAt: number;
}

const EXTERNAL = { pending: 'pending_registration', successful: 'registered', failed: 'failure' };

interface Rooms {
  store: Store;
  reviews: Reviews;
  streams: EventStreams;
  services: MessagingServices;
  phoneNumbers: PhoneNumbers;
  campaigns: Campaigns;
}

/** Numbers come onto a campaign by being in its service, once it is verified. */
export class NumberRegistrations implements Reviewed {
  readonly kinds = ['number'] as const;
  private readonly rows: Rows<NumberRegistration>;

  constructor(private readonly rooms: Rooms) {
    this.rows = new Rows(rooms.store, 'number-registration');
    const match = (serviceSid: string) => this.match(serviceSid);
    rooms.services.onPoolChange(match);
    rooms.campaigns.onChange(match);
  }

  /** Twilio's code when a text from this number to the US would end undelivered. */
  codeOf(number: string): number | undefined {
    const { sid } = this.rooms.phoneNumbers.owned(number) ?? { sid: '' };
    const registration = this.rows.get(sid);
    const campaign = this.rooms.campaigns.rows.get(registration?.campaignSid ?? '');
    if (campaign?.status === 'SUSPENDED') return 30033;
    return registration?.status === 'successful' && campaign?.status === 'VERIFIED'
      ? undefined
      : 30034;
  }

  registrations(): Registration[] {
    return this.rows.all().map((row) => ({
      sid: row.sid,
      kind: 'number',
      accountSid: row.accountSid,
      name: this.nameOf(row.serviceSid),
      serviceSid: row.serviceSid,
      status: row.status,
      problems: row.problems,
      updatedAt: row.updatedAt,
    }));
  }

  judge(): readonly Problem[] {
    return [];
  }

  enter(sid: string, { stage, problems }: Verdict): void {
    const known = this.rows.get(sid);
    if (known === undefined) return;
    const status =
      stage === 'in_review' ? 'pending' : stage === 'approved' ? 'successful' : 'failed';
    const entered = this.rows.put({ ...known, status, problems, updatedAt: Date.now() });
    if (status !== known.status) this.tell(entered, `number-registration.${status}`);
  }

  /** Makes the registrations of a service what its pool and its campaign say. */
  private match(serviceSid: string): void {
    const campaign = this.rooms.campaigns.ofService(serviceSid);
    const pool = this.rooms.services.get(serviceSid)?.numberSids ?? [];
    const isOn = campaign?.status === 'VERIFIED' || campaign?.status === 'SUSPENDED';
    const wanted = new Set(isOn ? pool : []);
    const known = this.rows.all().filter((row) => row.serviceSid === serviceSid);
    for (const row of known) {
      if (!wanted.has(row.sid) || row.campaignSid !== campaign?.sid) this.remove(row);
    }
    if (campaign?.status !== 'VERIFIED') return;
    for (const sid of pool) if (this.rows.get(sid) === undefined) this.add(sid, campaign);
  }

  private add(sid: string, campaign: { sid: string; serviceSid: string }): void {
    const number = this.rooms.phoneNumbers.get(sid);
    if (number === undefined) return;
    const row = this.rows.put({
      sid,
      accountSid: number.accountSid,
      serviceSid: campaign.serviceSid,
      campaignSid: campaign.sid,
      number: number.number,
      status: 'pending',
      problems: [],
      updatedAt: Date.now(),
    });
    this.tell(row, 'number-registration.pending');
    const name = this.nameOf(row.serviceSid);
    this.rooms.reviews.begin({ sid, kind: 'number', accountSid: row.accountSid, name });
  }

  private remove(row: NumberRegistration): void {
    this.rooms.reviews.drop(row.sid);
    this.rows.delete(row.sid);
    this.tell(row, 'number-deregistration.pending', 'pending_deregistration');
    this.tell(row, 'number-deregistration.successful', 'unregistered');
  }

  private tell(row: NumberRegistration, event: EventName, external = EXTERNAL[row.status]): void {
    const [problem] = row.problems;
    this.rooms.streams.tell(row.accountSid, event, {
      id: crypto.randomUUID(),
      phonenumbersid: row.sid,
      phonenumber: row.number.slice(1),
      messagingservicesid: row.serviceSid,
      ...(external === 'unregistered' ? {} : { campaignsid: row.campaignSid }),
      externalstatus: external,
      ...(problem
        ? { failureReason: `https://www.twilio.com/docs/api/errors/${problem.code}` }
        : {}),
      updateddate: row.updatedAt,
      timestamp: Date.now(),
    });
  }

  private nameOf(serviceSid: string): string {
    return this.rooms.services.get(serviceSid)?.settings.friendlyName ?? '';
  }
}
