import { rfc2822 } from '../wire/date.js';
import { AREA_CODES, type Country } from './region.js';

/** A number that an account has bought. */
export interface PhoneNumber {
  sid: string;
  accountSid: string;
  number: string;
  settings: NumberSettings;
  createdAt: number;
  updatedAt: number;
}

export interface NumberSettings {
  friendlyName: string;
  smsUrl: string;
  smsMethod: 'GET' | 'POST';
  smsFallbackUrl: string;
  smsFallbackMethod: 'GET' | 'POST';
  statusCallback: string;
  statusCallbackMethod: 'GET' | 'POST';
  voiceUrl: string;
  voiceMethod: 'GET' | 'POST';
}

const NANP = /^\+1([2-9]\d{2})([2-9]\d{2})(\d{4})$/;

/** E.164; within +1 also area code and exchange as the numbering plan has them. */
export function isPhoneNumber(text: string): boolean {
  return text.startsWith('+1') ? NANP.test(text) : /^\+[2-9]\d{6,14}$/.test(text);
}

/** `(512) 234-5678`, as Twilio names a number that was given no name. */
export function nationalFormat(number: string): string {
  const match = NANP.exec(number);
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : number;
}

export function areaCodeOf(number: string): string | undefined {
  return NANP.exec(number)?.[1];
}

export function countryOf(number: string): Country | undefined {
  return AREA_CODES.get(areaCodeOf(number) ?? '')?.region.country;
}

export const CAPABILITIES = { voice: true, sms: true, mms: true } as const;

export function toPhoneNumberView({ sid, accountSid, number, settings, ...at }: PhoneNumber) {
  return {
    sid,
    account_sid: accountSid,
    phone_number: number,
    friendly_name: settings.friendlyName,
    api_version: '2010-04-01',
    capabilities: { ...CAPABILITIES, fax: false },
    address_requirements: 'none',
    address_sid: null,
    beta: false,
    bundle_sid: null,
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    emergency_status: 'Inactive',
    identity_sid: null,
    origin: 'twilio',
    sms_application_sid: '',
    sms_url: settings.smsUrl,
    sms_method: settings.smsMethod,
    sms_fallback_url: settings.smsFallbackUrl,
    sms_fallback_method: settings.smsFallbackMethod,
    status: 'in-use',
    status_callback: settings.statusCallback,
    status_callback_method: settings.statusCallbackMethod,
    trunk_sid: null,
    type: 'local',
    voice_application_sid: null,
    voice_caller_id_lookup: false,
    voice_fallback_method: 'POST',
    voice_fallback_url: null,
    voice_method: settings.voiceMethod,
    voice_receive_mode: 'voice',
    voice_url: settings.voiceUrl,
    date_created: rfc2822(at.createdAt),
    date_updated: rfc2822(at.updatedAt),
    uri: `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers/${sid}.json`,
  };
}
