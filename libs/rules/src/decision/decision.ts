import type { Hold, Stop } from '../facts.js';

/** One rule that was looked at, and what it came to. */
export interface Reason {
  /** The rule's id in the rule data. */
  readonly rule: string;
  readonly sentence: string;
}

export const denialCodes = [
  'registration_incomplete',
  'registration_not_approved',
  'recipient_opted_out',
  'recipient_on_hold',
  'recipient_not_opted_in',
  'consent_expired',
  'promotional_consent_required',
  'quiet_hours_confirm',
] as const;
export type DenialCode = (typeof denialCodes)[number];

export type Basis = 'mandatory' | 'consent' | 'inbound' | 'employee';

interface Grounds {
  /** In the order in which the rules were looked at; the last one decided. */
  readonly reasons: readonly Reason[];
  readonly rulesVersion: string;
}

export interface Allowed extends Grounds {
  readonly outcome: 'allow';
  readonly basis: Basis;
}

/** To be decided anew at that time: much may happen until then. */
export interface Held extends Grounds {
  readonly outcome: 'hold';
  readonly code: 'quiet_hours';
  readonly until: Date;
}

/** What a rule says against a text. */
export interface Denial {
  readonly code: DenialCode;
  readonly stop?: Stop;
  readonly hold?: Hold;
  /** Of `quiet_hours_confirm`: when the window opens; absent when it never does within 8 days. */
  readonly opensAt?: Date;
  /** Of `quiet_hours_confirm`: whether confirming lets the text go. False where a law forbids the hour. */
  readonly confirmable?: boolean;
}

/** Why a text may not go, in words. */
export interface Refusal extends Denial {
  /** The sentence of the rule that decided. */
  readonly reason: string;
}

export interface Denied extends Grounds, Refusal {
  readonly outcome: 'deny';
}

export type Decision = Allowed | Held | Denied;
