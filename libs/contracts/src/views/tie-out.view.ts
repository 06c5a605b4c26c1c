import type { Direction, MessageStatus } from '../message-status.js';

/**
 * - `not_run`: nobody has looked yet
 * - `tied`: ledger, messages and Twilio's records agree
 * - `failed`: it couldn't be looked at; `failure` says why
 */
export type TieOutState = 'not_run' | 'running' | 'tied' | 'mismatched' | 'failed';

export type MismatchKind =
  | 'missing_charge'
  | 'double_charge'
  | 'wrong_count'
  | 'orphan_hold'
  | 'charged_but_failed'
  | 'unknown_at_twilio'
  | 'unknown_to_us';

/** What one of the three has of a day: texts that cost something, and their segments. */
export interface TieOutSide {
  messages: number;
  segments: number;
}

/** A day in UTC of a business, held against each other by ledger, messages and Twilio's records. */
export interface TieOutSummary {
  /** Which look it was: that of a request once it is this one's answer. Null when nobody has looked. */
  id: string | null;
  date: string;
  state: TieOutState;
  ledger: TieOutSide;
  messaging: TieOutSide;
  twilio: TieOutSide;
  mismatchCount: number;
  /** Texts still on their way, which are looked at again with the days to come. */
  openCount: number;
  failure: string | null;
  ranAt: string | null;
}

export interface MismatchView {
  kind: MismatchKind;
  /** In a sentence. */
  cause: string;
  messageId: string | null;
  providerMessageId: string | null;
  direction: Direction;
  status: MessageStatus | null;
  providerStatus: MessageStatus | null;
  holdState: string | null;
  /** Null is what one of them doesn't have. */
  segments: { ledger: number | null; messaging: number | null; twilio: number | null };
  at: string;
}

export type OpenMessageView = Pick<
  MismatchView,
  'messageId' | 'providerMessageId' | 'direction' | 'status' | 'providerStatus' | 'at'
>;

/** With what was found: the first 1,000 of each, the oldest first. */
export interface TieOutView extends TieOutSummary {
  mismatches: MismatchView[];
  open: OpenMessageView[];
}

/** A tie-out that was asked for, or is under way already; the day's view has its id soon. */
export interface TieOutRequestView {
  id: string;
  date: string;
  /** Once Twilio's records of the day are read, it is compared so much later: news under way have come by then. */
  graceSeconds: number;
}
