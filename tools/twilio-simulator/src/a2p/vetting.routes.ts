import type { Rows } from '../state/rows.js';
import type { TwilioApi } from '../wire/api.js';
import { metaListBody, pageOf } from '../wire/page.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import { brandUrl } from './brand.js';
import { BRAND, brandOf } from './brand.routes.js';
import type { Brands } from './brands.js';
import { toVettingView, type Vetting, VETTING_PROVIDERS } from './vetting.js';

const VETTINGS = `${BRAND}/Vettings`;

export function vettingRoutes(api: TwilioApi, brands: Brands, vettings: Rows<Vetting>): void {
  api.handle('POST', VETTINGS, (call) => {
    const brand = brandOf(brands, call);
    const provider = VETTING_PROVIDERS.find((known) => known === call.form.one('VettingProvider'));
    if (provider === undefined) throw invalidParameter('VettingProvider is not valid');
    const vetting = vettings.put({
      sid: newSid('VT'),
      accountSid: brand.accountSid,
      brandSid: brand.sid,
      provider,
      vettingId: call.form.one('VettingId') ?? null,
      createdAt: Date.now(),
    });
    return { status: 201, body: toVettingView(vetting) };
  });

  api.handle('GET', VETTINGS, (call) => {
    const brand = brandOf(brands, call);
    const provider = call.query.one('VettingProvider');
    const own = vettings
      .listOf(call.account.sid)
      .filter((vetting) => vetting.brandSid === brand.sid)
      .filter((vetting) => provider === undefined || vetting.provider === provider);
    const url = `${brandUrl(brand.sid)}/Vettings`;
    const page = pageOf(own, call.query);
    return { status: 200, body: metaListBody('data', page, toVettingView, url, call.query) };
  });

  api.handle('GET', `${VETTINGS}/{VettingSid}`, (call) => {
    const brand = brandOf(brands, call);
    const vetting = vettings.find(call.account.sid, call.path.VettingSid);
    if (vetting?.brandSid !== brand.sid) throw notFound(call.pathname);
    return { status: 200, body: toVettingView(vetting) };
  });
}
