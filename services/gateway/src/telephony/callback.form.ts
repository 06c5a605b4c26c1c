import { CARRIER_STATUSES, type CarrierStatus } from '@fieldline/contracts';
import { type FormFields, invalidRequest } from '@fieldline/http';

const ACCOUNT_SID = /^AC[0-9a-f]{32}$/;
const MESSAGE_SID = /^[A-Z]{2}[0-9a-f]{32}$/;
const OUR_NUMBER = /^\+[1-9]\d{6,14}$/;
/** Companies text from short codes, which have no country. */
const THEIR_NUMBER = /^(?:\+[1-9]\d{6,14}|\d{3,8})$/;
const COUNT = /^\d{1,3}$/;
const ERROR_CODE = /^\d{1,9}$/;
const MAX_BODY_LENGTH = 20_000;

export interface InboundForm {
  readonly providerMessageId: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly segments: number;
  readonly mediaCount: number;
}

export interface StatusForm {
  readonly providerMessageId: string;
  readonly accountSid: string;
  /** Undefined for a word that we don't know. */
  readonly status: CarrierStatus | undefined;
  readonly providerCode: number | null;
}

/** @throws invalid_request when the account isn't named, or twice */
export function accountSidOf(fields: FormFields): string {
  return text(fields, 'AccountSid', ACCOUNT_SID);
}

/** @throws invalid_request naming the field that is missing, doubled or wrong */
export function readInbound(fields: FormFields): InboundForm {
  const { Body: body } = fields;
  if (typeof body !== 'string' || body.length > MAX_BODY_LENGTH) throw wrong('Body');
  return {
    providerMessageId: text(fields, 'MessageSid', MESSAGE_SID),
    accountSid: accountSidOf(fields),
    from: text(fields, 'From', THEIR_NUMBER),
    to: text(fields, 'To', OUR_NUMBER),
    body: storable(body),
    segments: Math.max(1, count(fields, 'NumSegments')),
    mediaCount: count(fields, 'NumMedia'),
  };
}

/** @throws invalid_request naming the field that is missing, doubled or wrong */
export function readStatus(fields: FormFields): StatusForm {
  const word = text(fields, 'MessageStatus', /^[a-z_]{1,40}$/);
  const providerCode = fields.ErrorCode ? Number(text(fields, 'ErrorCode', ERROR_CODE)) : null;
  return {
    providerMessageId: text(fields, 'MessageSid', MESSAGE_SID),
    accountSid: accountSidOf(fields),
    status: CARRIER_STATUSES.find((known) => known === word),
    providerCode,
  };
}

/** A text is never lost for its characters: what can't be stored is left out. */
function storable(body: string): string {
  return body.replaceAll('\0', '').toWellFormed();
}

function text(fields: FormFields, name: string, pattern: RegExp): string {
  const value = fields[name];
  if (typeof value !== 'string' || !pattern.test(value)) throw wrong(name);
  return value;
}

/** A count that Twilio leaves out is none. */
function count(fields: FormFields, name: string): number {
  return fields[name] === undefined ? 0 : Number(text(fields, name, COUNT));
}

function wrong(field: string): Error {
  return invalidRequest([{ field, message: `${field} is missing, doubled or not valid` }]);
}
