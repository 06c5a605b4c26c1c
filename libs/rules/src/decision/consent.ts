import type { OptIn, SendFacts } from '../facts.js';
import { because, day, type Objection } from './because.js';
import type { Basis, Reason } from './decision.js';

/** Somebody who texts first may be answered by hand for this long after their last text. */
export const INBOUND_BASIS_DAYS = 30;

const DAY_MS = 24 * 60 * 60 * 1_000;

export interface Consent {
  readonly basis: Basis;
  readonly because: Reason;
}

/**
 * What allows to text them at all: their opt-in, being one of the business's people, or having texted
 * first, in this order. Advertising needs more, see `class.ts`.
 */
export function consentOf(facts: SendFacts): Consent | Objection {
  const { now, optIn } = facts;
  const expiredAt = optIn && expiryOf(optIn, facts);
  if (optIn && !(expiredAt && expiredAt <= now))
    return { basis: 'consent', because: because(ruleOfConsent(facts), optInSentence(optIn)) };
  if (facts.employee)
    return { basis: 'employee', because: because('own.employee', 'They work for the business.') };
  const inbound = inboundBasis(facts);
  if (inbound) return inbound;
  if (expiredAt) {
    const sentence = `Their consent was implied and ended on ${day(expiredAt)}: ask them for express consent.`;
    return { code: 'consent_expired', because: because('ca.casl.implied-consent', sentence) };
  }
  const sentence = facts.optInForOtherNumber
    ? 'The number changed after they opted in: confirm their consent for the new number.'
    : 'No opt-in is recorded for them.';
  return {
    code: 'recipient_not_opted_in',
    because: because(ruleOfConsent(facts), sentence),
  };
}

/** Consent ends only under Canada's law, wherever of the two it is that Canada comes in. */
function expiryOf({ expiresAt }: OptIn, facts: SendFacts): Date | null {
  return inCanada(facts) ? expiresAt : null;
}

function inboundBasis({ now, automatic, textClass, lastInbound }: SendFacts): Consent | undefined {
  if (automatic || textClass === 'informational' || !lastInbound) return undefined;
  if (now.getTime() - lastInbound.getTime() > INBOUND_BASIS_DAYS * DAY_MS) return undefined;
  const sentence = `They texted first, last on ${day(lastInbound)}: they may be answered by hand.`;
  return { basis: 'inbound', because: because('ctia.conversational', sentence) };
}

function optInSentence({ at, basis, written }: OptIn): string {
  return `They opted in on ${day(at)}: ${basis}, ${written ? 'in writing' : 'not in writing'}.`;
}

function ruleOfConsent(facts: SendFacts): 'ca.casl.consent' | 'us.tcpa.consent' {
  return inCanada(facts) ? 'ca.casl.consent' : 'us.tcpa.consent';
}

function inCanada({ businessCountry, place: { country, regions } }: SendFacts): boolean {
  return (
    businessCountry === 'CA' ||
    country === 'CA' ||
    regions.some((region) => region.startsWith('CA-'))
  );
}
