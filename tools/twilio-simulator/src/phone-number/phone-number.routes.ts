import type { MessagingServices } from '../messaging-service/messaging-services.js';
import type { Store } from '../state/store.js';
import type { Call, TwilioApi } from '../wire/api.js';
import { listBody, pageOf } from '../wire/page.js';
import type { Params } from '../wire/params.js';
import { invalidParameter, notFound, TwilioError } from '../wire/twilio-error.js';
import { type NumberSettings, type PhoneNumber, toPhoneNumberView } from './phone-number.js';
import type { PhoneNumbers } from './phone-numbers.js';

const LIST = '/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json';
const ONE = '/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json';
const MAX_FRIENDLY_NAME = 64;

interface Rooms {
  phoneNumbers: PhoneNumbers;
  services: MessagingServices;
  store: Store;
}

export function phoneNumberRoutes(api: TwilioApi, { phoneNumbers, services, store }: Rooms): void {
  const find = ({ account, path, pathname }: Call): PhoneNumber => {
    const number = phoneNumbers.get(path.Sid ?? '');
    if (number?.accountSid !== account.sid) throw notFound(pathname);
    return number;
  };

  api.handle('POST', LIST, ({ account, form }) => {
    const settings = settingsOf(form);
    const [number, areaCode] = [form.one('PhoneNumber'), form.one('AreaCode')];
    if (number !== undefined) {
      const bought = phoneNumbers.buy(account.sid, number, settings);
      return { status: 201, body: toPhoneNumberView(bought) };
    }
    if (areaCode === undefined) {
      throw new TwilioError(400, 21421, 'PhoneNumber or AreaCode is required');
    }
    const bought = phoneNumbers.buyIn(account.sid, areaCode, settings);
    return { status: 201, body: toPhoneNumberView(bought) };
  });

  api.handle('GET', LIST, ({ account, query, pathname }) => {
    const [number, name] = [query.one('PhoneNumber'), query.one('FriendlyName')];
    const digits = number?.replaceAll(/\D/g, '');
    const matching = phoneNumbers
      .listOf(account.sid)
      .filter((item) => digits === undefined || item.number.includes(digits))
      .filter((item) => name === undefined || item.settings.friendlyName === name);
    const body = listBody(
      'incoming_phone_numbers',
      pageOf(matching, query),
      toPhoneNumberView,
      pathname,
      query,
    );
    return { status: 200, body };
  });

  api.handle('GET', ONE, (call) => ({ status: 200, body: toPhoneNumberView(find(call)) }));

  api.handle('POST', ONE, (call) => {
    const changed = phoneNumbers.update(find(call), settingsOf(call.form));
    return { status: 200, body: toPhoneNumberView(changed) };
  });

  api.handle('DELETE', ONE, (call) => {
    const number = find(call);
    store.batch(() => {
      services.detach(number.sid);
      phoneNumbers.release(number);
    });
    return { status: 204 };
  });
}

/** Only what the form names. */
function settingsOf(form: Params): Partial<NumberSettings> {
  const friendlyName = form.one('FriendlyName');
  if (friendlyName !== undefined && friendlyName.length > MAX_FRIENDLY_NAME) {
    throw invalidParameter(`FriendlyName is longer than ${MAX_FRIENDLY_NAME} characters`);
  }
  const given: { [Name in keyof NumberSettings]: NumberSettings[Name] | undefined } = {
    friendlyName,
    smsUrl: form.url('SmsUrl'),
    smsMethod: form.method('SmsMethod'),
    smsFallbackUrl: form.url('SmsFallbackUrl'),
    smsFallbackMethod: form.method('SmsFallbackMethod'),
    statusCallback: form.url('StatusCallback'),
    statusCallbackMethod: form.method('StatusCallbackMethod'),
    voiceUrl: form.url('VoiceUrl'),
    voiceMethod: form.method('VoiceMethod'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
