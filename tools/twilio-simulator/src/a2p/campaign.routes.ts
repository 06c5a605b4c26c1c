import type { MessagingService } from '../messaging-service/messaging-service.js';
import type { MessagingServices } from '../messaging-service/messaging-services.js';
import type { Call, TwilioApi } from '../wire/api.js';
import { metaListBody, pageOf } from '../wire/page.js';
import { notFound } from '../wire/twilio-error.js';
import type { Brands } from './brands.js';
import { type Campaign, CAMPAIGN_SID, campaignsUrl, toCampaignView } from './campaign.js';
import { changedTexts, newCampaignTexts } from './campaign-texts.js';
import type { Campaigns } from './campaigns.js';
import { useCasesOf } from './use-case.js';

const CAMPAIGNS = '/v1/Services/{Sid}/Compliance/Usa2p';
const CAMPAIGN = '/v1/Services/{Sid}/Compliance/Usa2p/{CampaignSid}';

interface Rooms {
  services: MessagingServices;
  brands: Brands;
  campaigns: Campaigns;
}

export function campaignRoutes(api: TwilioApi, { services, brands, campaigns }: Rooms): void {
  const serviceOf = ({ account, path, pathname }: Call): MessagingService => {
    const service = services.get(path.Sid ?? '');
    if (service?.accountSid !== account.sid) throw notFound(pathname);
    return service;
  };
  const find = (call: Call): Campaign => {
    const campaign = campaigns.ofService(serviceOf(call).sid);
    if (!campaign || call.path.CampaignSid !== CAMPAIGN_SID) throw notFound(call.pathname);
    return campaign;
  };

  api.handle('POST', CAMPAIGNS, (call) => {
    const { form, apiVersion } = call;
    const campaign = campaigns.create(serviceOf(call), {
      brandSid: form.one('BrandRegistrationSid') ?? '',
      useCase: form.one('UsAppToPersonUsecase') ?? '',
      texts: newCampaignTexts(form),
    });
    return { status: 201, body: toCampaignView(campaign, apiVersion) };
  });

  api.handle('GET', CAMPAIGNS, (call) => {
    const { sid } = serviceOf(call);
    const view = (campaign: Campaign) => toCampaignView(campaign, call.apiVersion);
    const own = campaigns.ofService(sid);
    const page = pageOf(own ? [own] : [], call.query);
    const body = metaListBody('compliance', page, view, campaignsUrl(sid), call.query);
    return { status: 200, body };
  });

  api.handle('GET', `${CAMPAIGNS}/Usecases`, (call) => {
    serviceOf(call);
    const brandSid = call.query.one('BrandRegistrationSid');
    const brand = brands.rows.find(call.account.sid, brandSid);
    if (brandSid !== undefined && brand === undefined) throw notFound(call.pathname);
    return { status: 200, body: { us_app_to_person_usecases: useCasesOf(brand?.type) } };
  });

  api.handle('GET', CAMPAIGN, (call) => ({
    status: 200,
    body: toCampaignView(find(call), call.apiVersion),
  }));

  api.handle('POST', CAMPAIGN, (call) => {
    const changed = campaigns.update(find(call), changedTexts(call.form));
    return { status: 200, body: toCampaignView(changed, call.apiVersion) };
  });

  api.handle('DELETE', CAMPAIGN, (call) => {
    campaigns.delete(find(call));
    return { status: 204 };
  });
}
