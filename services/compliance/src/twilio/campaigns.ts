import { type Ask, few } from './ask.js';
import { complaintsOf, type Review } from './review.js';

/** With it Twilio takes and shows the addresses of privacy policy and terms. */
const API_VERSION = 'v1.2';

export interface CampaignDraft {
  readonly useCase: string;
  readonly description: string;
  readonly messageFlow: string;
  readonly samples: readonly string[];
  readonly hasLinks: boolean;
  readonly hasPhone: boolean;
  readonly optInKeywords: readonly string[];
  readonly optInMessage: string | null;
  readonly optOutMessage: string | null;
  readonly helpMessage: string | null;
  readonly privacyUrl: string;
  readonly termsUrl: string;
}

export interface Campaign {
  /** Says nothing: Twilio gives the same one to campaigns of several services. */
  readonly sid: string;
  /** When it was submitted: what tells one that failed from the one that takes its place. */
  readonly createdAt: string;
  readonly review: Review;
}

/** The campaign of a service and a brand, of which there is one at most. */
export async function findCampaign(
  ask: Ask,
  serviceSid: string,
  brandSid: string,
): Promise<Campaign | undefined> {
  const campaigns = await ask((client) =>
    client.messaging.v1.services(serviceSid).usAppToPerson.list(few()),
  );
  const campaign = campaigns.find((each) => each.brandRegistrationSid === brandSid);
  return campaign && toCampaign(campaign);
}

export async function createCampaign(
  ask: Ask,
  serviceSid: string,
  brandSid: string,
  { useCase, samples, hasLinks, hasPhone, privacyUrl, termsUrl, ...texts }: CampaignDraft,
): Promise<Campaign> {
  const { description, messageFlow, optInKeywords, optInMessage, optOutMessage, helpMessage } =
    texts;
  const campaign = await ask((client) =>
    client.messaging.v1.services(serviceSid).usAppToPerson.create({
      brandRegistrationSid: brandSid,
      usAppToPersonUsecase: useCase,
      description,
      messageFlow,
      messageSamples: [...samples],
      hasEmbeddedLinks: hasLinks,
      hasEmbeddedPhone: hasPhone,
      privacyPolicyUrl: privacyUrl,
      termsAndConditionsUrl: termsUrl,
      ...(optInKeywords.length > 0 && { optInKeywords: [...optInKeywords] }),
      ...(optInMessage !== null && { optInMessage }),
      ...(optOutMessage !== null && { optOutMessage }),
      ...(helpMessage !== null && { helpMessage }),
      xTwilioApiVersion: API_VERSION,
    }),
  );
  return toCampaign(campaign);
}

/** Makes room for another: a campaign that failed isn't changed. */
export async function deleteCampaign(ask: Ask, serviceSid: string, sid: string): Promise<void> {
  await ask((client) => client.messaging.v1.services(serviceSid).usAppToPerson(sid).remove());
}

/** Leaves a service without any. What isn't there any more was taken away before. */
export async function deleteCampaigns(ask: Ask, serviceSid: string): Promise<void> {
  const campaigns = await ask((client) =>
    client.messaging.v1.services(serviceSid).usAppToPerson.list(few()),
  );
  for (const { sid } of campaigns) await deleteCampaign(ask, serviceSid, sid);
}

interface CampaignResource {
  readonly sid: string;
  readonly campaignStatus: string;
  readonly dateCreated: Date;
  readonly errors: unknown;
}

function toCampaign({ sid, campaignStatus, dateCreated, errors }: CampaignResource): Campaign {
  return { sid, createdAt: dateCreated.toISOString(), review: reviewOf(campaignStatus, errors) };
}

function reviewOf(status: string, errors: unknown): Review {
  switch (status) {
    case 'VERIFIED':
      return { kind: 'approved' };
    case 'FAILED':
      return { kind: 'rejected', complaints: complaintsOf(errors) };
    case 'SUSPENDED':
      return { kind: 'suspended' };
    default:
      return { kind: 'in_review' };
  }
}
