import { isoSeconds } from '../wire/date.js';

/** A pool of numbers that send as one. */
export interface MessagingService {
  sid: string;
  accountSid: string;
  numberSids: readonly string[];
  settings: ServiceSettings;
  createdAt: number;
  updatedAt: number;
}

export interface ServiceSettings {
  friendlyName: string;
  inboundRequestUrl: string | null;
  inboundMethod: 'GET' | 'POST';
  statusCallback: string | null;
  useInboundWebhookOnNumber: boolean;
  stickySender: boolean;
  smartEncoding: boolean;
  validityPeriod: number;
  usecase: string;
}

const BASE = 'https://messaging.twilio.com/v1/Services';

export function serviceUrl(sid: string): string {
  return `${BASE}/${sid}`;
}

/** @param isRegistered whether a verified campaign is the service's */
export function toServiceView(
  { sid, accountSid, settings, createdAt, updatedAt }: MessagingService,
  isRegistered: boolean,
) {
  const url = serviceUrl(sid);
  return {
    sid,
    account_sid: accountSid,
    friendly_name: settings.friendlyName,
    inbound_request_url: settings.inboundRequestUrl,
    inbound_method: settings.inboundMethod,
    fallback_url: null,
    fallback_method: 'POST',
    status_callback: settings.statusCallback,
    sticky_sender: settings.stickySender,
    smart_encoding: settings.smartEncoding,
    mms_converter: true,
    fallback_to_long_code: true,
    scan_message_content: 'inherit',
    area_code_geomatch: true,
    validity_period: settings.validityPeriod,
    synchronous_validation: false,
    usecase: settings.usecase,
    us_app_to_person_registered: isRegistered,
    use_inbound_webhook_on_number: settings.useInboundWebhookOnNumber,
    date_created: isoSeconds(createdAt),
    date_updated: isoSeconds(updatedAt),
    links: {
      phone_numbers: `${url}/PhoneNumbers`,
      messages: `${url}/Messages`,
      us_app_to_person: `${url}/Compliance/Usa2p`,
      us_app_to_person_usecases: `${url}/Compliance/Usa2p/Usecases`,
    },
    url,
  };
}
