import type { CallbackParams } from '../callback/callback.js';
import type { Message } from '../message/message.js';
import type { MessagingService } from '../messaging-service/messaging-service.js';
import type { PhoneNumber } from '../phone-number/phone-number.js';
import { areaCodeOf, countryOf } from '../phone-number/phone-number.js';
import { AREA_CODES } from '../phone-number/region.js';
import { newSid } from '../wire/sid.js';

export interface Webhook {
  url: string;
  method: 'GET' | 'POST';
}

/**
 * Where an inbound message goes. A Service's address wins unless it defers to the number's;
 * `disabled` when the Service has none, as Twilio then doesn't even log the message.
 */
export function webhookFor(
  { settings }: PhoneNumber,
  service: MessagingService | undefined,
): Webhook | 'disabled' | null {
  if (service && !service.settings.useInboundWebhookOnNumber) {
    const { inboundRequestUrl, inboundMethod } = service.settings;
    return inboundRequestUrl ? { url: inboundRequestUrl, method: inboundMethod } : 'disabled';
  }
  return settings.smsUrl ? { url: settings.smsUrl, method: settings.smsMethod } : null;
}

/** The form of the inbound webhook; places that Twilio doesn't know are sent empty. */
export function inboundParams(message: Message): CallbackParams {
  const from = message.from ?? '';
  return {
    ...placeOf('To', message.to),
    ...placeOf('From', from),
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    MessageSid: message.sid,
    SmsStatus: 'received',
    NumMedia: String(message.mediaCount),
    NumSegments: String(message.segments),
    ReferralNumMedia: '0',
    Body: message.body,
    From: from,
    To: message.to,
    AccountSid: message.accountSid,
    ApiVersion: '2010-04-01',
    ...(message.serviceSid === null ? {} : { MessagingServiceSid: message.serviceSid }),
    ...mediaOf(message),
  };
}

function placeOf(side: 'To' | 'From', number: string): CallbackParams {
  const area = AREA_CODES.get(areaCodeOf(number) ?? '');
  return {
    [`${side}Country`]: countryOf(number) ?? '',
    [`${side}State`]: area?.region.code ?? '',
    [`${side}City`]: side === 'To' ? (area?.city.toUpperCase() ?? '') : '',
    [`${side}Zip`]: '',
  };
}

function mediaOf({ accountSid, sid, mediaCount }: Message): CallbackParams {
  const base = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media`;
  return Object.fromEntries(
    Array.from({ length: mediaCount }, (_, index) => [
      [`MediaUrl${index}`, `${base}/${newSid('ME')}`],
      [`MediaContentType${index}`, 'image/jpeg'],
    ]).flat(),
  );
}
