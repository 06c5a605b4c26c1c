import type { Campaigns } from '../a2p/campaigns.js';
import type { PhoneNumber } from '../phone-number/phone-number.js';
import { countryOf } from '../phone-number/phone-number.js';
import type { PhoneNumbers } from '../phone-number/phone-numbers.js';
import type { Call, TwilioApi } from '../wire/api.js';
import { isoSeconds } from '../wire/date.js';
import { metaListBody, pageOf } from '../wire/page.js';
import type { Params } from '../wire/params.js';
import { invalidParameter, notFound, TwilioError } from '../wire/twilio-error.js';
import { type MessagingService, type ServiceSettings } from './messaging-service.js';
import { serviceUrl, toServiceView } from './messaging-service.js';
import type { MessagingServices } from './messaging-services.js';

const SERVICES = '/v1/Services';
const SERVICE = '/v1/Services/{Sid}';
const NUMBERS = '/v1/Services/{Sid}/PhoneNumbers';
const NUMBER = '/v1/Services/{Sid}/PhoneNumbers/{NumberSid}';
const MAX_VALIDITY_S = 36_000;

interface Rooms {
  services: MessagingServices;
  phoneNumbers: PhoneNumbers;
  campaigns: Campaigns;
}

/** Paths of messaging.twilio.com; a subaccount's own credentials are needed there. */
export function messagingServiceRoutes(api: TwilioApi, rooms: Rooms): void {
  const { services, phoneNumbers, campaigns } = rooms;
  const view = (service: MessagingService) =>
    toServiceView(service, campaigns.ofService(service.sid)?.status === 'VERIFIED');
  const find = ({ account, path, pathname }: Call): MessagingService => {
    const service = services.get(path.Sid ?? '');
    if (service?.accountSid !== account.sid) throw notFound(pathname);
    return service;
  };
  const findNumber = (call: Call, service: MessagingService): PhoneNumber => {
    const number = phoneNumbers.get(call.path.NumberSid ?? '');
    if (!number || !service.numberSids.includes(number.sid)) throw notFound(call.pathname);
    return number;
  };

  api.handle('POST', SERVICES, ({ account, form }) => {
    if (!form.one('FriendlyName')) throw invalidParameter('FriendlyName is required');
    return { status: 201, body: view(services.create(account.sid, settingsOf(form))) };
  });
  api.handle('GET', SERVICES, ({ account, query }) => {
    const page = pageOf(services.listOf(account.sid), query);
    const url = 'https://messaging.twilio.com/v1/Services';
    return { status: 200, body: metaListBody('services', page, view, url, query) };
  });
  api.handle('GET', SERVICE, (call) => ({ status: 200, body: view(find(call)) }));
  api.handle('POST', SERVICE, (call) => {
    const changed = services.update(find(call), settingsOf(call.form));
    return { status: 200, body: view(changed) };
  });
  api.handle('DELETE', SERVICE, (call) => {
    services.delete(find(call));
    return { status: 204 };
  });

  api.handle('POST', NUMBERS, (call) => {
    const service = find(call);
    const number = phoneNumbers.get(call.form.one('PhoneNumberSid') ?? '');
    if (number?.accountSid !== call.account.sid) {
      throw new TwilioError(404, 20404, 'PhoneNumberSid names no number of this account');
    }
    services.attach(service, number.sid);
    return { status: 201, body: toPoolView(service, number) };
  });
  api.handle('GET', NUMBERS, (call) => {
    const service = find(call);
    const numbers = service.numberSids.flatMap((sid) => phoneNumbers.get(sid) ?? []);
    const url = `${serviceUrl(service.sid)}/PhoneNumbers`;
    const poolView = (number: PhoneNumber) => toPoolView(service, number);
    const page = pageOf(numbers, call.query);
    return { status: 200, body: metaListBody('phone_numbers', page, poolView, url, call.query) };
  });
  api.handle('GET', NUMBER, (call) => {
    const service = find(call);
    return { status: 200, body: toPoolView(service, findNumber(call, service)) };
  });
  api.handle('DELETE', NUMBER, (call) => {
    services.detach(findNumber(call, find(call)).sid);
    return { status: 204 };
  });
}

function toPoolView(service: MessagingService, number: PhoneNumber) {
  return {
    sid: number.sid,
    account_sid: number.accountSid,
    service_sid: service.sid,
    phone_number: number.number,
    country_code: countryOf(number.number) ?? null,
    capabilities: ['Voice', 'SMS', 'MMS'],
    date_created: isoSeconds(number.createdAt),
    date_updated: isoSeconds(number.updatedAt),
    url: `${serviceUrl(service.sid)}/PhoneNumbers/${number.sid}`,
  };
}

const cleared = (url: string | undefined) => (url === '' ? null : url);

/** Only what the form names; an empty address clears it. */
function settingsOf(form: Params): Partial<ServiceSettings> {
  const given: { [Name in keyof ServiceSettings]: ServiceSettings[Name] | undefined } = {
    friendlyName: form.one('FriendlyName'),
    inboundRequestUrl: cleared(form.url('InboundRequestUrl')),
    inboundMethod: form.method('InboundMethod'),
    statusCallback: cleared(form.url('StatusCallback')),
    useInboundWebhookOnNumber: form.flag('UseInboundWebhookOnNumber'),
    stickySender: form.flag('StickySender'),
    smartEncoding: form.flag('SmartEncoding'),
    validityPeriod: form.integer('ValidityPeriod', { min: 1, max: MAX_VALIDITY_S }),
    usecase: form.one('Usecase'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
