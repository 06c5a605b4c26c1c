import { countSegments } from '@fieldline/sms';
import type { Brands } from '../a2p/brands.js';
import { OTP_SENDER, type Otps } from '../a2p/otps.js';
import type { Accounts } from '../account/accounts.js';
import type { CallbackQueue } from '../callback/callback.queue.js';
import { DemoError } from '../demo/demo.error.js';
import type { Faults } from '../fault/faults.js';
import { LIMITS } from '../limits.js';
import { type Message, newMessage, type Text } from '../message/message.js';
import type { Messages } from '../message/messages.js';
import type { MessagingServices } from '../messaging-service/messaging-services.js';
import { isPhoneNumber, type PhoneNumber } from '../phone-number/phone-number.js';
import type { PhoneNumbers } from '../phone-number/phone-numbers.js';
import type { Store } from '../state/store.js';
import { inboundParams, webhookFor } from './inbound-webhook.js';
import { type Keyword, KEYWORD_REPLIES, keywordOf } from './keyword.js';
import type { OptOuts } from './opt-outs.js';

interface Rooms {
  store: Store;
  accounts: Accounts;
  messages: Messages;
  phoneNumbers: PhoneNumbers;
  services: MessagingServices;
  callbacks: CallbackQueue;
  optOuts: OptOuts;
  faults: Faults;
  otps: Otps;
  brands: Brands;
}

/** People texting us: the message, the webhook, and what Twilio does about STOP by itself. */
export class Texting {
  constructor(private readonly rooms: Rooms) {}

  receive(text: Text): { message: Message; keyword: Keyword | null; reply: Message | null } {
    if (text.to === OTP_SENDER) return this.answerRegistry(text);
    const ours = this.check(text);
    return this.rooms.store.batch(() => {
      const message = this.deliver(text, ours);
      const keyword = keywordOf(text.body);
      return { message, keyword, reply: keyword && this.heed(keyword, message) };
    });
  }

  private answerRegistry({ from, body }: Text) {
    const { store, otps, brands } = this.rooms;
    return store.batch(() => {
      brands.answer(from, body);
      return { message: otps.keep(from, body), keyword: null, reply: null };
    });
  }

  private check({ from, to, body, mediaCount }: Text): PhoneNumber {
    if (!isPhoneNumber(from)) throw new DemoError(400, 'invalid_phone', `Not a phone: ${from}`);
    const ours = this.rooms.phoneNumbers.owned(to);
    if (ours === undefined) {
      throw new DemoError(404, 'unknown_number', `Nobody has bought the number ${to}`);
    }
    if (this.rooms.phoneNumbers.owned(from)) {
      throw new DemoError(409, 'not_a_phone', `${from} is a business number`);
    }
    if (this.rooms.accounts.get(ours.accountSid)?.status !== 'active') {
      throw new DemoError(409, 'account_not_active', `The account of ${to} is suspended`);
    }
    if (body.trim() === '' && mediaCount === 0) {
      throw new DemoError(400, 'empty_message', 'A text needs a body or media');
    }
    if (body.length > LIMITS.bodyCharacters) {
      throw new DemoError(400, 'body_too_long', `A body has ${LIMITS.bodyCharacters} characters`);
    }
    return ours;
  }

  private deliver(text: Text, ours: PhoneNumber): Message {
    const service = this.rooms.services.holding(ours.sid);
    const webhook = webhookFor(ours, service);
    const message = this.rooms.messages.put({
      ...newMessage(ours.accountSid, text),
      serviceSid: service?.sid ?? null,
      segments: this.rooms.faults.countOf(text.mediaCount ? 1 : countSegments(text.body).segments),
      hidden: webhook === 'disabled',
    });
    if (webhook !== null && webhook !== 'disabled') {
      const params = inboundParams(message);
      const { accountSid, sid: stream } = message;
      this.rooms.callbacks.add({ ...webhook, accountSid, stream, params });
    }
    return message;
  }

  /** A second STOP and a START without a STOP change nothing, and get no reply. */
  private heed(keyword: Keyword, { from, to, accountSid }: Message): Message | null {
    const { optOuts, messages } = this.rooms;
    const phone = from ?? '';
    const stopped = optOuts.has(to, phone);
    if (keyword === 'stop' ? stopped : keyword === 'start' && !stopped) return null;
    if (keyword === 'stop') optOuts.add(to, phone);
    if (keyword === 'start') optOuts.lift(to, phone);
    const body = KEYWORD_REPLIES[keyword];
    return messages.put({
      ...newMessage(accountSid, { from: to, to: phone, body, mediaCount: 0 }),
      direction: 'outbound-reply',
      status: 'delivered',
      sentAt: Date.now(),
      hidden: true,
    });
  }
}
