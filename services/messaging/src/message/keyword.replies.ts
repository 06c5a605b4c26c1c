import type { Keyword } from '@fieldline/contracts';
import type { Tenant } from '../tenant/tenant.entity.js';
import { plainName } from './introduction.js';

/** An opt-out is confirmed within five minutes, or not at all (47 CFR 64.1200(a)(12)). */
const CONFIRM_WITHIN_MS = 5 * 60 * 1_000;

/**
 * Our answer to a keyword that Twilio doesn't know. The opt-out's confirmation says nothing else
 * (47 CFR 64.1200(a)(12)); HELP names the business and how to reach it (CTIA Messaging Principles 5.1.3).
 */
export function replyTo(
  keyword: Keyword,
  tenant: Pick<Tenant, 'name' | 'contactPhone'> | null,
): string {
  const name = plainName(tenant?.name ?? 'This business');
  switch (keyword) {
    case 'stop':
      return `${name}: you have opted out and will get no more texts. Reply START to opt in again.`;
    case 'start':
      return `${name}: you have opted in to texts again. Reply HELP for help, STOP to opt out.`;
    case 'help':
      return `${name}: ${tenant?.contactPhone ? `call ${tenant.contactPhone} for help. ` : ''}Reply STOP to opt out. Msg & data rates may apply.`;
  }
}

/** Until when an opt-out may be confirmed. A wish is no younger than now, whatever a clock says. */
export function confirmBefore(wishedAt: Date, now: Date): Date {
  return new Date(Math.min(wishedAt.getTime(), now.getTime()) + CONFIRM_WITHIN_MS);
}
