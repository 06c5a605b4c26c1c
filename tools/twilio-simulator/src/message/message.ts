import { rfc2822 } from '../wire/date.js';
import { newSid } from '../wire/sid.js';

export type Direction = 'inbound' | 'outbound-api' | 'outbound-reply';

export type MessageStatus =
  | 'accepted'
  | 'scheduled'
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'received'
  | 'canceled';

export const FINAL: ReadonlySet<MessageStatus> = new Set([
  'delivered',
  'undelivered',
  'failed',
  'received',
  'canceled',
]);

/** What is still to happen to a message. */
export interface Step {
  status: MessageStatus;
  at: number;
  errorCode?: number;
}

export interface Message {
  sid: string;
  accountSid: string;
  serviceSid: string | null;
  /** Null until a Messaging Service has chosen the sender. */
  from: string | null;
  to: string;
  body: string;
  mediaCount: number;
  direction: Direction;
  status: MessageStatus;
  errorCode: number | null;
  /** 0 until it is known. */
  segments: number;
  price: string | null;
  statusCallback: string | null;
  createdAt: number;
  updatedAt: number;
  sentAt: number | null;
  steps: readonly Step[];
  /** The API no longer shows the text; the phone that got it keeps it. */
  redacted: boolean;
  /** The API doesn't show it at all: deleted, or never logged, as Twilio's keyword replies. */
  hidden: boolean;
}

export interface Text {
  from: string;
  to: string;
  body: string;
  mediaCount: number;
}

/** A text as it arrives from a person; what isn't one says otherwise. */
export function newMessage(accountSid: string, { from, to, body, mediaCount }: Text): Message {
  const now = Date.now();
  return {
    sid: newSid(mediaCount > 0 ? 'MM' : 'SM'),
    accountSid,
    serviceSid: null,
    from,
    to,
    body,
    mediaCount,
    direction: 'inbound',
    status: 'received',
    errorCode: null,
    segments: 1,
    price: null,
    statusCallback: null,
    createdAt: now,
    updatedAt: now,
    sentAt: now,
    steps: [],
    redacted: false,
    hidden: false,
  };
}

export function toMessageView(message: Message) {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`;
  return {
    sid: message.sid,
    account_sid: message.accountSid,
    messaging_service_sid: message.serviceSid,
    from: message.from,
    to: message.to,
    body: message.redacted ? '' : message.body,
    num_segments: String(message.segments),
    num_media: String(message.mediaCount),
    direction: message.direction,
    status: message.status,
    price: message.price,
    price_unit: 'USD',
    error_code: message.errorCode,
    error_message: message.errorCode === null ? null : failureText(message.errorCode),
    api_version: '2010-04-01',
    date_created: rfc2822(message.createdAt),
    date_updated: rfc2822(message.updatedAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    subresource_uris: { media: `${uri}/Media.json` },
    uri: `${uri}.json`,
  };
}

const FAILURES: Readonly<Record<number, string>> = {
  30001: 'Queue overflow',
  30002: 'Account suspended',
  30003: 'Unreachable destination handset',
  30004: 'Message blocked',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30008: 'Unknown error',
  30022: 'US A2P 10DLC - Rate Limits Exceeded',
  30023: 'US A2P 10DLC - Daily Message Cap Reached',
  30032: 'Toll-Free Number Has Not Been Verified',
  30033: 'US A2P 10DLC - Campaign Suspended',
  30034: 'Message from an Unregistered Number',
  30036: 'Validity Period Expired',
  30410: 'Provider Timeout Error',
  30500: 'Message Processing Error',
};

export function failureText(code: number): string {
  return FAILURES[code] ?? `Error ${code}`;
}
