import type { QuietHours } from './hours/quiet-hours.js';
import type { RecipientPlace } from './place/place.js';

/** Stands for the word of a stop that we know from Twilio's refusal alone (error 21610). */
export const STOPPED_BY_PROVIDER = 'provider';

export interface Stop {
  readonly at: Date;
  /** The word they sent, or `STOPPED_BY_PROVIDER`. */
  readonly word: string;
}

/** They seem to want no more texts, and nobody has decided yet whether they do. */
export interface Hold {
  readonly at: Date;
  readonly id: string;
}

export interface OptIn {
  readonly at: Date;
  readonly basis: 'express' | 'implied';
  /** In writing, signed or sent by them: a web form, a paper, a text. */
  readonly written: boolean;
  /** When implied consent ends under CASL; null for consent without an end. */
  readonly expiresAt: Date | null;
  /** The record that proves it. */
  readonly eventId?: string;
}

/** What kind of text it is, in the words of CTIA. */
export type TextClass = 'conversational' | 'informational' | 'promotional';

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
  readonly optIn: OptIn | null;
  /** The contact opted in with another number, and nobody confirmed it for this one. */
  readonly optInForOtherNumber: boolean;
  /** When they last texted us. */
  readonly lastInbound: Date | null;
  /** It is for one of the business's own people, who need no opt-in; they may opt out like anybody. */
  readonly employee: boolean;
  readonly textClass: TextClass;
  /** Nobody pressed a button for it just now: a reminder, say. */
  readonly automatic: boolean;
  readonly place: RecipientPlace;
  readonly businessCountry: 'US' | 'CA';
  readonly registration: {
    /** The form went to Twilio at least once. */
    readonly submitted: boolean;
    /** The campaign is verified and has the number. */
    readonly approved: boolean;
  };
  /** The business's own setting. */
  readonly quietHours: QuietHours;
  /** Who sends it was told that it is outside of the window, and wants it sent. */
  readonly quietHoursConfirmed: boolean;
}
