import type { ConsentHoldState, RevocationIntent } from '../events/consent-hold.events.js';

/** A plea for no more texts, which holds them until somebody decides. */
export interface ConsentHoldView {
  id: string;
  state: ConsentHoldState;
  intent: RevocationIntent;
  /** Which rule saw it in the text. */
  rule: string;
  recipientId: string;
  conversationId: string;
  /** The text that asked. */
  messageId: string;
  openedAt: string;
  /** Null while it is open. */
  decidedAt: string | null;
  /** `user:<id>`, `api_key:<id>`, or `recipient:<id>` when their own later text decided. */
  decidedBy: string | null;
  reason: string | null;
}

/** The answer to a decision: a projection elsewhere is current once it holds this version. */
export interface ConsentHoldDecided {
  hold: ConsentHoldView;
  version: number;
}
