/** Somebody who texts first may be answered by hand for this long after their last text. */
export const INBOUND_BASIS_DAYS = 30;

const DAY_MS = 24 * 60 * 60 * 1_000;

export interface Stop {
  readonly at: Date;
  /** The word they sent, or how else we know. */
  readonly word: string;
}

/** They seem to want no more texts, and nobody has decided yet whether they do. */
export interface Hold {
  readonly at: Date;
  readonly id: string;
}

/** What is known about a number and its contact at the moment of the decision. */
export interface SendFacts {
  readonly now: Date;
  /** A reply that the law requires: it confirms an opt-out or answers HELP. */
  readonly mandatory: boolean;
  /** The recipient's own STOP, or Twilio's word for it. It covers every contact with this number. */
  readonly stop: Stop | null;
  /** An opt-out that staff recorded, for the contact or for the number. */
  readonly staffOptOut: Date | null;
  /** A plea for no more texts in other words than a keyword. It covers every contact with this number. */
  readonly hold: Hold | null;
  /** Consent that the business recorded for the contact, with this number, or for the number. */
  readonly optIn: Date | null;
  /** The contact opted in with another number, and nobody confirmed it for this one. */
  readonly optInForOtherNumber: boolean;
  /** When they last texted us. */
  readonly lastInbound: Date | null;
  /** It is for one of the business's own people, who need no opt-in; they may opt out like anybody. */
  readonly employee: boolean;
}

export type Decision =
  | { readonly allow: true; readonly basis: 'mandatory' | 'consent' | 'inbound' | 'employee' }
  | {
      readonly allow: false;
      readonly code: 'recipient_opted_out' | 'recipient_on_hold' | 'recipient_not_opted_in';
      readonly reason: string;
      readonly stop?: Stop;
      readonly hold?: Hold;
    };

/**
 * Whether a text by hand may go to a number now. Sources: 47 CFR 64.1200(a)(10) (revocation by any
 * reasonable means), CTIA Messaging Principles 5.1 (consent by opt-in, or by texting first).
 */
export function decide(facts: SendFacts): Decision {
  const { now, stop, staffOptOut, hold, optIn, lastInbound } = facts;
  if (facts.mandatory) return { allow: true, basis: 'mandatory' };
  if (stop) {
    const reason = `They opted out by ${stop.word} on ${day(stop.at)}. Only a START from their phone opts them in again.`;
    return { allow: false, code: 'recipient_opted_out', reason, stop };
  }
  if (staffOptOut && !(optIn && optIn > staffOptOut)) {
    const reason = `Staff recorded on ${day(staffOptOut)} that they opted out.`;
    return {
      allow: false,
      code: 'recipient_opted_out',
      reason,
      stop: { at: staffOptOut, word: 'staff' },
    };
  }
  if (hold) {
    const reason = `On ${day(hold.at)} they seem to have asked for no more texts. Release the hold, or opt them out.`;
    return { allow: false, code: 'recipient_on_hold', reason, hold };
  }
  if (optIn) return { allow: true, basis: 'consent' };
  if (facts.employee) return { allow: true, basis: 'employee' };
  if (lastInbound && now.getTime() - lastInbound.getTime() <= INBOUND_BASIS_DAYS * DAY_MS)
    return { allow: true, basis: 'inbound' };
  const reason = facts.optInForOtherNumber
    ? 'The number changed after they opted in: confirm their consent for the new number.'
    : 'No opt-in is recorded for them.';
  return { allow: false, code: 'recipient_not_opted_in', reason };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
