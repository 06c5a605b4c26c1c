import { type Message, newMessage } from '../message/message.js';
import type { Messages } from '../message/messages.js';
import type { Rows } from '../state/rows.js';
import type { Contents } from '../trusthub/contents.js';
import { invalidParameter } from '../wire/twilio-error.js';
import type { Brand } from './brand.js';

/** The registry's number, from which sole proprietors are asked; no account owns it. */
export const OTP_SENDER = '+19152782000';

const QUESTION =
  'A business asks to send texts in your name. Reply YES within 24 hours to confirm that it is you.';
const DAY_MS = 24 * 3_600_000;

interface Rooms {
  brands: Rows<Brand>;
  contents: Contents;
  messages: Messages;
}

/** Asks sole proprietors by text. Accounts don't see these texts, the phones' page does. */
export class Otps {
  constructor(private readonly rooms: Rooms) {}

  ask(brand: Brand): void {
    const { brands, contents, messages } = this.rooms;
    const trustProduct = contents.bundles.get(brand.trustProductSid);
    const proprietor =
      trustProduct && contents.entityOf(trustProduct, 'sole_proprietor_information');
    const phone = proprietor?.attributes.mobile_phone_number ?? '';
    brands.put({ ...brand, otp: { phone, sentAt: Date.now() } });
    const text = { from: OTP_SENDER, to: phone, body: QUESTION, mediaCount: 0 };
    messages.put({
      ...newMessage(brand.accountSid, text),
      direction: 'outbound-reply',
      status: 'delivered',
      hidden: true,
    });
  }

  askAgain(brand: Brand): void {
    if (brand.type !== 'SOLE_PROPRIETOR' || brand.identity !== 'UNVERIFIED') {
      throw invalidParameter('This brand waits for no answer by text');
    }
    this.ask(brand);
  }

  /** The brand that a phone's answer confirms: only YES within a day counts. */
  confirmedBy(phone: string, body: string): Brand | undefined {
    if (body.trim().toUpperCase() !== 'YES') return undefined;
    return this.rooms.brands
      .all()
      .find(({ otp }) => otp?.phone === phone && Date.now() - otp.sentAt < DAY_MS);
  }

  keep(from: string, body: string): Message {
    const text = { from, to: OTP_SENDER, body, mediaCount: 0 };
    return this.rooms.messages.put({ ...newMessage('', text), hidden: true });
  }
}
