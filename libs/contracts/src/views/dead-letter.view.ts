import type { DeadLetterReason, DeadLetterState } from '../commands/dead-letter.command.js';
import type { Page } from './index.js';

/**
 * `handled`: it had its effect · `already_handled`: it had had it before, by another delivery ·
 * `ignored`: nobody there has a use for it · `dropped`: it never will
 */
export type DeadLetterOutcome = 'handled' | 'already_handled' | 'ignored' | 'dropped';

/** An event that a service couldn't handle. What people wrote is in its payload, which lists don't show. */
export interface DeadLetterView {
  id: string;
  service: string;
  state: DeadLetterState;
  reason: DeadLetterReason;
  error: string;
  topic: string;
  partition: number;
  offset: string;
  key: string;
  /** The aggregate: its later events wait while a `failed` letter of it is open. */
  subject: string;
  type: string | null;
  eventId: string | null;
  tenantId: string | null;
  /** Replays that failed. */
  attempts: number;
  createdAt: string;
  resolution: { outcome: DeadLetterOutcome; at: string; by: string; reason: string } | null;
}

export interface DeadLetterDetail extends DeadLetterView {
  headers: Record<string, string>;
  /** Null for a tombstone. */
  payload: string | null;
  payloadEncoding: 'utf8' | 'base64';
  /** Open letters of its aggregate that came after it. */
  waiting: number;
}

/** The answer to a replay or a drop. */
export interface DeadLetterResolved {
  /** `failed`: it stays open, with the new error. */
  outcome: DeadLetterOutcome | 'failed';
  /** It had been resolved before: nothing happened to it now. */
  repeated: boolean;
  letter: DeadLetterView;
  /** Letters that had waited behind it and were handled now. */
  handledBehind: number;
  /** Letters of the aggregate that are still open. */
  waiting: number;
  /** The failed letter that they wait for; null when they will be handled within moments. */
  heldUpBy: string | null;
}

/** A page of the letters of all services, newest first. */
export interface DeadLetterPage extends Page<DeadLetterView> {
  /** Services that didn't answer: their letters are missing from this page. */
  unavailable: string[];
}
