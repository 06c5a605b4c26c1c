import { type Problem, toErrorView } from '../review/review.js';
import { isoSeconds } from '../wire/date.js';
import type { CampaignTexts } from './campaign-texts.js';

export type CampaignStatus = 'PENDING' | 'IN_PROGRESS' | 'VERIFIED' | 'FAILED' | 'SUSPENDED';

/** What a brand texts about, by one Messaging Service. */
export interface Campaign {
  /** `CM…`, as events tell it; REST gives every campaign the same `QE…`. */
  sid: string;
  accountSid: string;
  serviceSid: string;
  brandSid: string;
  useCase: string;
  texts: CampaignTexts;
  status: CampaignStatus;
  problems: readonly Problem[];
  registrySid: string | null;
  createdAt: number;
  updatedAt: number;
}

export const CAMPAIGN_SID = 'QE2c6890da8086d771620e9b13fadeba0b';

/** Of AT&T, in segments a second, where it isn't the usual. */
const LOW_MPS: Readonly<Record<string, number>> = { SOLE_PROPRIETOR: 0.25, LOW_VOLUME: 1.25 };
const USUAL_MPS = 75;

export function campaignsUrl(serviceSid: string): string {
  return `https://messaging.twilio.com/v1/Services/${serviceSid}/Compliance/Usa2p`;
}

/** @param version what `X-Twilio-Api-Version` asks for: the policies are told from v1.2 on */
export function toCampaignView(campaign: Campaign, version: string | null) {
  const { texts, useCase } = campaign;
  return {
    sid: CAMPAIGN_SID,
    account_sid: campaign.accountSid,
    brand_registration_sid: campaign.brandSid,
    messaging_service_sid: campaign.serviceSid,
    us_app_to_person_usecase: useCase,
    description: texts.description,
    message_flow: texts.messageFlow,
    message_samples: texts.messageSamples,
    has_embedded_links: texts.hasEmbeddedLinks,
    has_embedded_phone: texts.hasEmbeddedPhone,
    subscriber_opt_in: texts.subscriberOptIn,
    age_gated: texts.ageGated,
    direct_lending: texts.directLending,
    opt_in_message: texts.optInMessage,
    opt_out_message: texts.optOutMessage,
    help_message: texts.helpMessage,
    opt_in_keywords: texts.optInKeywords,
    opt_out_keywords: texts.optOutKeywords,
    help_keywords: texts.helpKeywords,
    ...(version === 'v1.2' && texts.privacyPolicyUrl && texts.termsUrl
      ? {
          privacy_policy_url: texts.privacyPolicyUrl,
          terms_and_conditions_url: texts.termsUrl,
        }
      : {}),
    campaign_status: campaign.status,
    campaign_id: campaign.registrySid,
    is_externally_registered: false,
    mock: false,
    rate_limits: {
      att: { mps: LOW_MPS[useCase] ?? USUAL_MPS, msg_class: 'A' },
      tmobile: { brand_tier: useCase in LOW_MPS ? 'LOW' : 'TOP' },
    },
    errors: campaign.problems.map(toErrorView),
    date_created: isoSeconds(campaign.createdAt),
    date_updated: isoSeconds(campaign.updatedAt),
    url: `${campaignsUrl(campaign.serviceSid)}/${CAMPAIGN_SID}`,
  };
}

const EVENT_STATUSES: Readonly<Record<CampaignStatus, string>> = {
  PENDING: 'pending',
  IN_PROGRESS: 'pending',
  VERIFIED: 'success',
  FAILED: 'failure',
  SUSPENDED: 'failure',
};

/** `data` of a campaign's event; the reasons of a failure are asked for by REST. */
export function toCampaignEvent(campaign: Campaign) {
  return {
    campaignsid: campaign.sid,
    brandsid: campaign.brandSid,
    messagingservicesid: campaign.serviceSid,
    a2pusecase: campaign.useCase,
    campaignregistrationstatus: EVENT_STATUSES[campaign.status],
    ...(campaign.registrySid === null ? {} : { externalcampaignid: campaign.registrySid }),
    createddate: campaign.createdAt,
    updateddate: campaign.updatedAt,
    timestamp: Date.now(),
  };
}
