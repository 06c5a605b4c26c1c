import type { RedactionReason } from '../commands/retention.command.js';

/** How long what people wrote is kept. */
export interface RetentionView {
  /** Days after which the bodies of messages and notes are taken away; null: never. */
  messageDays: number | null;
}

/** That what somebody wrote was taken away, and why. */
export interface Redaction {
  at: string;
  why: RedactionReason;
}
