import { countSegments } from '@fieldline/sms';
import type { NumberRegistrations } from '../a2p/number-registrations.js';
import type { Accounts } from '../account/accounts.js';
import type { CallbackQueue } from '../callback/callback.queue.js';
import { hash } from '../wire/hash.js';
import type { Faults } from '../fault/faults.js';
import { LIMITS } from '../limits.js';
import type { MessagingServices } from '../messaging-service/messaging-services.js';
import { countryOf } from '../phone-number/phone-number.js';
import type { PhoneNumbers } from '../phone-number/phone-numbers.js';
import type { Store } from '../state/store.js';
import { newSid } from '../wire/sid.js';
import type { Message, Step } from './message.js';
import type { Messages } from './messages.js';
import { poolOf, type SendRequest } from './sending.js';
import { statusParams } from './status-callback.js';

/** Codes that stop a message before it leaves; the others come back from the carrier. */
const NEVER_SENT = new Set([30001, 30002, 30022, 30023, 30032, 30036, 30410, 30450, 30500]);
const PRICE_PER_SEGMENT = 0.0079;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Rooms {
  store: Store;
  accounts: Accounts;
  messages: Messages;
  phoneNumbers: PhoneNumbers;
  services: MessagingServices;
  callbacks: CallbackQueue;
  faults: Faults;
  numbers: NumberRegistrations;
}

/** Takes outbound messages through their life: the steps are stored, so a restart goes on. */
export class Delivery {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly rooms: Rooms) {}

  resume(): void {
    for (const message of this.rooms.messages.all()) this.schedule(message);
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  accept(accountSid: string, request: SendRequest): Message {
    const { service, sendAt, mediaCount } = request;
    const now = Date.now();
    const message: Message = {
      sid: newSid(mediaCount > 0 ? 'MM' : 'SM'),
      accountSid,
      serviceSid: service?.sid ?? null,
      from: request.from,
      to: request.to,
      body: request.body,
      mediaCount,
      direction: 'outbound-api',
      status: sendAt ? 'scheduled' : service ? 'accepted' : 'queued',
      errorCode: null,
      segments: service ? 0 : this.segmentsOf(request),
      price: null,
      statusCallback: request.statusCallback ?? service?.settings.statusCallback ?? null,
      createdAt: now,
      updatedAt: now,
      sentAt: null,
      steps: this.stepsOf(request, sendAt ?? now),
      redacted: false,
      hidden: false,
    };
    const stored = this.rooms.messages.put(message);
    this.schedule(stored);
    return stored;
  }

  cancel(message: Message): Message {
    clearTimeout(this.timers.get(message.sid));
    return this.enter({ ...message, steps: [] }, { status: 'canceled', at: Date.now() });
  }

  private stepsOf(request: SendRequest, start: number): Step[] {
    const { to, from, service } = request;
    const { sentAfterMs, deliveredAfterMs } = this.rooms.faults.settings;
    const code = this.rooms.faults.codeOf(to, from) ?? this.unregisteredCode(request);
    const sent = start + sentAfterMs;
    const queued: Step[] = service ? [{ status: 'queued', at: start }] : [];
    if (code !== undefined && NEVER_SENT.has(code)) {
      return [...queued, { status: 'failed', at: sent, errorCode: code }];
    }
    const end: Step = code
      ? { status: 'undelivered', at: sent + deliveredAfterMs, errorCode: code }
      : { status: 'delivered', at: sent + deliveredAfterMs };
    return [...queued, { status: 'sent', at: sent }, end];
  }

  /** Where registration is asked for, texts to the US need a number on a verified campaign. */
  private unregisteredCode({ to, from, service }: SendRequest): number | undefined {
    if (!this.rooms.faults.settings.registration.required || countryOf(to) !== 'US') return;
    const sender = from ?? this.senderFor({ serviceSid: service?.sid ?? null, to });
    return sender === null ? undefined : this.rooms.numbers.codeOf(sender);
  }

  private schedule({ sid, steps: [next] }: Message): void {
    this.timers.delete(sid);
    if (next === undefined) return;
    const waitMs = Math.min(Math.max(0, next.at - Date.now()), LONGEST_TIMER_MS);
    this.timers.set(
      sid,
      setTimeout(() => this.advance(sid), waitMs),
    );
  }

  private advance(sid: string): void {
    this.timers.delete(sid);
    const message = this.rooms.messages.get(sid);
    const next = message?.steps[0];
    if (message === undefined || next === undefined) return;
    if (next.at > Date.now() + 1) return this.schedule(message);
    const suspended = this.rooms.accounts.get(message.accountSid)?.status !== 'active';
    const unsent = suspended && message.sentAt === null;
    const stopped: Step = { status: 'failed', at: next.at, errorCode: 30002 };
    const steps = unsent ? [] : message.steps.slice(1);
    this.schedule(this.enter({ ...message, steps }, unsent ? stopped : next));
  }

  /** The new status and its callback are stored together. */
  private enter(message: Message, { status, errorCode }: Step): Message {
    const { store, messages, callbacks } = this.rooms;
    const now = Date.now();
    const from = message.from ?? this.senderFor(message);
    const sent = status === 'sent';
    const segments = sent && message.segments === 0 ? this.segmentsOf(message) : message.segments;
    const price = (PRICE_PER_SEGMENT * segments).toFixed(5);
    return store.batch(() => {
      const entered = messages.put({
        ...message,
        from: status === 'canceled' ? message.from : from,
        status,
        segments,
        errorCode: errorCode ?? message.errorCode,
        sentAt: sent ? now : message.sentAt,
        price: status === 'delivered' ? `-${price}` : message.price,
        updatedAt: now,
      });
      if (entered.statusCallback !== null) {
        callbacks.add({
          url: entered.statusCallback,
          method: 'POST',
          accountSid: entered.accountSid,
          stream: entered.sid,
          params: statusParams(entered),
        });
      }
      return entered;
    });
  }

  /** The same sender for a recipient each time, as Twilio's sticky sender. */
  private senderFor({ serviceSid, to }: Pick<Message, 'serviceSid' | 'to'>): string | null {
    const service = this.rooms.services.get(serviceSid ?? '');
    const pool = service ? poolOf(service, this.rooms.phoneNumbers) : [];
    return pool[hash(to) % Math.max(pool.length, 1)] ?? null;
  }

  private segmentsOf({ body, mediaCount }: { body: string; mediaCount: number }): number {
    const counted =
      mediaCount > 0 ? 1 : countSegments(body.slice(0, LIMITS.bodyCharacters)).segments;
    return this.rooms.faults.countOf(counted);
  }
}
