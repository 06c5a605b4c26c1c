import type { Params } from '../wire/params.js';
import { invalidParameter, TwilioError } from '../wire/twilio-error.js';

export interface CampaignTexts {
  description: string;
  messageFlow: string;
  messageSamples: readonly string[];
  hasEmbeddedLinks: boolean;
  hasEmbeddedPhone: boolean;
  subscriberOptIn: boolean;
  ageGated: boolean;
  directLending: boolean;
  optInMessage: string | null;
  optOutMessage: string;
  helpMessage: string;
  optInKeywords: readonly string[];
  optOutKeywords: readonly string[];
  helpKeywords: readonly string[];
  privacyPolicyUrl: string | null;
  termsUrl: string | null;
}

const DEFAULT_OPT_OUT_MESSAGE =
  'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.';
const DEFAULT_HELP_MESSAGE = 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.';
const DEFAULT_OPT_OUT_KEYWORDS = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'];
const MAX_KEYWORD_CHARACTERS = 255;

/** A new campaign's texts, with Twilio's defaults where it has some. */
export function newCampaignTexts(form: Params): CampaignTexts {
  return {
    ...changedTexts(form),
    subscriberOptIn: form.flag('SubscriberOptIn') ?? false,
    optInMessage: optional(form, 'OptInMessage') ?? null,
    optOutMessage: optional(form, 'OptOutMessage') ?? DEFAULT_OPT_OUT_MESSAGE,
    helpMessage: optional(form, 'HelpMessage') ?? DEFAULT_HELP_MESSAGE,
    optInKeywords: keywords(form, 'OptInKeywords', []),
    optOutKeywords: keywords(form, 'OptOutKeywords', DEFAULT_OPT_OUT_KEYWORDS),
    helpKeywords: keywords(form, 'HelpKeywords', ['HELP', 'INFO']),
  };
}

/** What an update of a campaign gives. */
export function changedTexts(form: Params) {
  const samples = form.many('MessageSamples');
  if (samples.length < 2 || samples.length > 5) throw wrongLength('MessageSamples');
  return {
    description: text(form, 'Description', 40, 4_096),
    messageFlow: text(form, 'MessageFlow', 40, 2_049),
    messageSamples: samples.map((sample) => within('MessageSamples', sample, 20, 1_024)),
    hasEmbeddedLinks: flag(form, 'HasEmbeddedLinks'),
    hasEmbeddedPhone: flag(form, 'HasEmbeddedPhone'),
    ageGated: form.flag('AgeGated') ?? false,
    directLending: form.flag('DirectLending') ?? false,
    privacyPolicyUrl: form.url('PrivacyPolicyUrl', 20001) || null,
    termsUrl: form.url('TermsAndConditionsUrl', 20001) || null,
  };
}

function text(form: Params, name: string, min: number, max: number): string {
  const value = form.one(name);
  if (!value) throw invalidParameter(`${name} is required`);
  return within(name, value, min, max);
}

function optional(form: Params, name: string): string | undefined {
  const value = form.one(name);
  return value ? within(name, value, 20, 320) : undefined;
}

function within(name: string, value: string, min: number, max: number): string {
  if (value.length < min || value.length > max) throw wrongLength(name);
  return value;
}

function flag(form: Params, name: string): boolean {
  const value = form.flag(name);
  if (value === undefined) throw invalidParameter(`${name} is required`);
  return value;
}

function keywords(form: Params, name: string, usual: readonly string[]): readonly string[] {
  const given = form.many(name);
  if (given.join().length > MAX_KEYWORD_CHARACTERS) throw wrongLength(name);
  return given.length > 0 ? given : usual;
}

const wrongLength = (name: string) =>
  new TwilioError(400, 21728, `${name} does not satisfy the length requirements`);
