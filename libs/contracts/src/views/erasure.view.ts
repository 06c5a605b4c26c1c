import type { ErasureState } from '../commands/erasure.command.js';

/** An erasure, and how far it is. */
export interface ErasureView {
  id: string;
  state: ErasureState;
  reason: string;
  requestedBy: string;
  requestedAt: string;
  doneAt: string | null;
  /** Contacts whose names were taken away. */
  contactIds: string[];
  /** Threads whose texts and notes are taken away; they stay, as their charges do. */
  conversationIds: string[];
  progress: {
    messages: number;
    notes: number;
    /** Texts on their way to Twilio keep their bodies until it is known what became of them. */
    waiting: number;
  };
}
