import { LIMITS } from '../limits.js';
import type { Store, Table } from '../state/store.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, TwilioError } from '../wire/twilio-error.js';
import type { MessagingService, ServiceSettings } from './messaging-service.js';

/** Numbers in one Service, as Twilio allows. */
const POOL_SIZE = 400;

export class MessagingServices {
  private readonly table: Table<MessagingService>;
  private readonly listeners = new Set<(serviceSid: string) => void>();

  constructor(private readonly store: Store) {
    this.table = store.table<MessagingService>('messaging-service');
  }

  get(sid: string): MessagingService | undefined {
    return this.table.get(sid);
  }

  listOf(accountSid: string): MessagingService[] {
    return this.table
      .values()
      .filter((service) => service.accountSid === accountSid)
      .toReversed();
  }

  /** A number is in one Service at most. */
  holding(numberSid: string): MessagingService | undefined {
    return this.table.values().find((service) => service.numberSids.includes(numberSid));
  }

  create(accountSid: string, settings: Partial<ServiceSettings>): MessagingService {
    if (this.table.size >= LIMITS.messagingServices) {
      throw invalidParameter(`The simulator keeps ${LIMITS.messagingServices} Messaging Services`);
    }
    const now = Date.now();
    const sid = newSid('MG');
    return this.table.put(sid, {
      sid,
      accountSid,
      numberSids: [],
      settings: { ...DEFAULT_SETTINGS, ...settings },
      createdAt: now,
      updatedAt: now,
    });
  }

  update(service: MessagingService, settings: Partial<ServiceSettings>): MessagingService {
    return this.table.put(service.sid, {
      ...service,
      settings: { ...service.settings, ...settings },
      updatedAt: Date.now(),
    });
  }

  /** Tells which service's pool is another. */
  onPoolChange(listener: (serviceSid: string) => void): void {
    this.listeners.add(listener);
  }

  delete(service: MessagingService): void {
    this.store.batch(() => {
      this.table.delete(service.sid);
      this.poolChanged(service.sid);
    });
  }

  attach(service: MessagingService, numberSid: string): void {
    const holder = this.holding(numberSid);
    if (holder?.sid === service.sid) {
      throw new TwilioError(409, 21710, 'Phone Number is already in the Messaging Service');
    }
    if (holder) {
      throw new TwilioError(409, 21712, 'Phone Number is in another Messaging Service');
    }
    if (service.numberSids.length >= POOL_SIZE) {
      throw new TwilioError(400, 21714, 'The Messaging Service holds no more Phone Numbers');
    }
    this.putPool(service, [...service.numberSids, numberSid]);
  }

  detach(numberSid: string): void {
    const service = this.holding(numberSid);
    if (service === undefined) return;
    this.putPool(
      service,
      service.numberSids.filter((sid) => sid !== numberSid),
    );
  }

  private putPool(service: MessagingService, numberSids: readonly string[]): void {
    this.store.batch(() => {
      this.table.put(service.sid, { ...service, numberSids, updatedAt: Date.now() });
      this.poolChanged(service.sid);
    });
  }

  private poolChanged(serviceSid: string): void {
    for (const listener of this.listeners) listener(serviceSid);
  }
}

const DEFAULT_SETTINGS: ServiceSettings = {
  friendlyName: '',
  inboundRequestUrl: null,
  inboundMethod: 'POST',
  statusCallback: null,
  useInboundWebhookOnNumber: false,
  stickySender: true,
  smartEncoding: true,
  validityPeriod: 36_000,
  usecase: 'undeclared',
};
