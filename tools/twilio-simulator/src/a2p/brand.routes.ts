import type { Call, TwilioApi } from '../wire/api.js';
import { metaListBody, pageOf } from '../wire/page.js';
import type { Params } from '../wire/params.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import { type Brand, toBrandView } from './brand.js';
import type { Brands, NewBrand } from './brands.js';
import type { Otps } from './otps.js';

export const BRANDS = '/v1/a2p/BrandRegistrations';
export const BRAND = '/v1/a2p/BrandRegistrations/{Sid}';

const TYPES = ['STANDARD', 'SOLE_PROPRIETOR'] as const;

/** The brand that a path names. */
export function brandOf(brands: Brands, { account, path, pathname }: Call): Brand {
  const brand = brands.rows.find(account.sid, path.Sid);
  if (brand === undefined) throw notFound(pathname);
  return brand;
}

export function brandRoutes(
  api: TwilioApi,
  { brands, otps }: { brands: Brands; otps: Otps },
): void {
  api.handle('POST', BRANDS, ({ account, form }) => ({
    status: 201,
    body: toBrandView(brands.create(account.sid, newBrandOf(form))),
  }));

  api.handle('GET', BRANDS, ({ account, query }) => {
    const page = pageOf(brands.rows.listOf(account.sid), query);
    const url = `https://messaging.twilio.com${BRANDS}`;
    return { status: 200, body: metaListBody('data', page, toBrandView, url, query) };
  });

  api.handle('GET', BRAND, (call) => ({ status: 200, body: toBrandView(brandOf(brands, call)) }));

  api.handle('POST', BRAND, (call) => ({
    status: 202,
    body: toBrandView(brands.resubmit(brandOf(brands, call))),
  }));

  api.handle('POST', `${BRAND}/SmsOtp`, (call) => {
    const brand = brandOf(brands, call);
    otps.askAgain(brand);
    const body = { account_sid: brand.accountSid, brand_registration_sid: brand.sid };
    return { status: 201, body };
  });
}

function newBrandOf(form: Params): NewBrand {
  const type = TYPES.find((known) => known === (form.one('BrandType') ?? 'STANDARD'));
  if (type === undefined) throw invalidParameter('BrandType is not valid');
  return {
    profileSid: form.one('CustomerProfileBundleSid') ?? '',
    trustProductSid: form.one('A2PProfileBundleSid') ?? '',
    type,
    mock: form.flag('Mock') ?? false,
    skipsVetting: form.flag('SkipAutomaticSecVet') ?? false,
  };
}
