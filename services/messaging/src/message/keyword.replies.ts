import type { Keyword } from '@fieldline/contracts';
import { rewriteToGsm } from '@fieldline/sms';
import type { Tenant } from '../tenant/tenant.entity.js';

/** Long enough for a name, short enough that each reply is one segment. */
const NAME_MAX = 40;

/**
 * Our answer to a keyword that Twilio doesn't know. The opt-out's confirmation says nothing else
 * (47 CFR 64.1200(a)(12)); HELP names the business and how to reach it (CTIA Messaging Principles 5.1.3).
 */
export function replyTo(
  keyword: Keyword,
  tenant: Pick<Tenant, 'name' | 'contactPhone'> | null,
): string {
  const name = plain(tenant?.name ?? 'This business');
  switch (keyword) {
    case 'stop':
      return `${name}: you have opted out and will get no more texts. Reply START to opt in again.`;
    case 'start':
      return `${name}: you have opted in to texts again. Reply HELP for help, STOP to opt out.`;
    case 'help':
      return `${name}: ${tenant?.contactPhone ? `call ${tenant.contactPhone} for help. ` : ''}Reply STOP to opt out. Msg & data rates may apply.`;
  }
}

function plain(name: string): string {
  return (rewriteToGsm(name)?.body ?? name).slice(0, NAME_MAX);
}
