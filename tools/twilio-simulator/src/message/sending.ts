import type { Account } from '../account/account.js';
import type { Faults } from '../fault/faults.js';
import { LIMITS } from '../limits.js';
import type { MessagingService } from '../messaging-service/messaging-service.js';
import type { MessagingServices } from '../messaging-service/messaging-services.js';
import type { OptOuts } from '../phone/opt-outs.js';
import { isPhoneNumber } from '../phone-number/phone-number.js';
import type { PhoneNumbers } from '../phone-number/phone-numbers.js';
import type { Params } from '../wire/params.js';
import { TwilioError } from '../wire/twilio-error.js';
import { refused } from './message.errors.js';

export interface SendRequest {
  to: string;
  from: string | null;
  service: MessagingService | null;
  body: string;
  mediaCount: number;
  statusCallback: string | null;
  sendAt: number | null;
}

/** Twilio's test numbers: they behave so whoever uses them. */
const MAGIC_FROM: Readonly<Record<string, number>> = {
  '0001': 21212,
  '0007': 21606,
  '0008': 21611,
};
const MAGIC_TO: Readonly<Record<string, number>> = {
  '0001': 21211,
  '0002': 21612,
  '0003': 21408,
  '0004': 21610,
  '0009': 21614,
};
const MAGIC = /^\+1500555(\d{4})$/;
const MAGIC_SENDER = '+15005550006';

const SCHEDULE_MS = { min: 15 * 60_000, max: 35 * 24 * 3_600_000 };

export interface SendingRules {
  phoneNumbers: PhoneNumbers;
  services: MessagingServices;
  optOuts: OptOuts;
  faults: Faults;
}

/** Reads and judges `POST Messages.json`: a request that can go out, or Twilio's refusal. */
export function sendRequestOf(form: Params, account: Account, rules: SendingRules): SendRequest {
  const to = form.one('To')?.trim();
  if (!to) throw refused(21604);
  const service = serviceOf(form, account, rules.services);
  const from = form.one('From')?.trim() || null;
  if (!from && !service) throw refused(21603);
  const request = {
    to,
    from,
    service,
    ...contentOf(form),
    statusCallback: statusCallbackOf(form),
    sendAt: service && sendAtOf(form),
  };
  checkRecipient(to);
  if (from) checkSender(from, to, account, rules.phoneNumbers);
  else if (service && poolOf(service, rules.phoneNumbers).length === 0) throw refused(21704);
  checkFaults(request, rules.faults);
  checkOptOut(request, rules);
  return request;
}

/** The numbers that a Service sends from. */
export function poolOf(service: MessagingService, phoneNumbers: PhoneNumbers): string[] {
  return service.numberSids.flatMap((sid) => phoneNumbers.get(sid)?.number ?? []);
}

function serviceOf(form: Params, account: Account, services: MessagingServices) {
  const sid = form.one('MessagingServiceSid');
  if (!sid) return null;
  const service = services.get(sid);
  if (service?.accountSid !== account.sid) throw refused(21701);
  return service;
}

function contentOf(form: Params) {
  const body = form.one('Body') ?? '';
  const media = form.many('MediaUrl').filter((url) => url !== '');
  if (body === '' && media.length === 0) throw refused(21602);
  if (body.length > LIMITS.bodyCharacters) throw refused(21617);
  if (media.length > LIMITS.mediaPerMessage) throw refused(21623);
  if (!media.every((url) => URL.canParse(url))) throw refused(21620);
  return { body, mediaCount: media.length };
}

function statusCallbackOf(form: Params): string | null {
  return form.url('StatusCallback', 21609) || null;
}

function sendAtOf(form: Params): number | null {
  const text = form.one('SendAt');
  if (text === undefined && form.one('ScheduleType') === undefined) return null;
  const at = Date.parse(text ?? '');
  const wait = at - Date.now();
  if (form.one('ScheduleType') === 'fixed' && wait >= SCHEDULE_MS.min && wait <= SCHEDULE_MS.max) {
    return at;
  }
  throw new TwilioError(
    400,
    35114,
    'Scheduling needs ScheduleType=fixed and SendAt in 15 min–35 d',
  );
}

function checkRecipient(to: string): void {
  const magic = MAGIC_TO[MAGIC.exec(to)?.[1] ?? ''];
  if (magic) throw refused(magic, to);
  if (!isPhoneNumber(to)) throw refused(21211, to);
}

function checkSender(from: string, to: string, account: Account, numbers: PhoneNumbers): void {
  const magic = MAGIC.exec(from)?.[1];
  if (magic && from !== MAGIC_SENDER) throw refused(MAGIC_FROM[magic] ?? 21606, from);
  if (!isPhoneNumber(from)) throw refused(21212, from);
  if (from === to) throw refused(21266, from);
  if (from === MAGIC_SENDER) return;
  const number = numbers.owned(from);
  if (number === undefined) throw refused(21659, from);
  if (number.accountSid !== account.sid) throw refused(21606, from);
}

function checkFaults({ to, from }: SendRequest, faults: Faults): void {
  const code = faults.codeOf(to, from);
  if (code !== undefined && code < 30_000) throw refused(code, to);
}

function checkOptOut({ to, from, service }: SendRequest, rules: SendingRules): void {
  const senders = [
    ...(from ? [from] : []),
    ...(service ? poolOf(service, rules.phoneNumbers) : []),
  ];
  if (senders.some((sender) => rules.optOuts.has(sender, to))) throw refused(21610, to);
}
