import { isoSeconds } from '../wire/date.js';
import { brandUrl } from './brand.js';

export const VETTING_PROVIDERS = ['campaign-verify', 'aegis'] as const;

/** A second look at a brand; the simulator takes it and never ends it. */
export interface Vetting {
  sid: string;
  accountSid: string;
  brandSid: string;
  provider: (typeof VETTING_PROVIDERS)[number];
  vettingId: string | null;
  createdAt: number;
}

export function toVettingView(vetting: Vetting) {
  const at = isoSeconds(vetting.createdAt);
  return {
    account_sid: vetting.accountSid,
    brand_sid: vetting.brandSid,
    brand_vetting_sid: vetting.sid,
    vetting_provider: vetting.provider,
    vetting_id: vetting.vettingId,
    vetting_class: vetting.provider === 'campaign-verify' ? 'POLITICAL' : 'STANDARD',
    vetting_status: 'IN_PROGRESS',
    date_created: at,
    date_updated: at,
    url: `${brandUrl(vetting.brandSid)}/Vettings/${vetting.sid}`,
  };
}
