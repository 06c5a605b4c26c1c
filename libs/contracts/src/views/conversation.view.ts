import type { CONVERSATION_VIEWS } from '../commands/conversation.command.js';
import type { ConsentState } from '../events/consent.events.js';
import type {
  AttentionReason,
  ConversationChange,
  ConversationState,
} from '../events/conversation.events.js';
import type { Direction } from '../message-status.js';
import type { MessageView } from './index.js';
import type { NoteView } from './note.view.js';

/** A user, as others see them. */
export interface PersonView {
  id: string;
  name: string;
}

/** A contact or an employee with the thread's number. */
export interface ConversationName {
  contactId?: string;
  employeeId?: string;
  name: string;
  /** Of this contact with this number; where one thread is asked for. */
  consent?: ConsentState | 'none';
}

export interface ConversationView {
  id: string;
  number: string;
  names: ConversationName[];
  optedOut: boolean;
  state: ConversationState;
  /** Whose it is. Null: everybody's. */
  assignee: PersonView | null;
  /** Why somebody should look at it. */
  attention: AttentionReason[];
  /** They said CANCEL, END or QUIT: perhaps they meant the visit. */
  mayMeanVisit: boolean;
  /** They wrote since the asking user read it. A program has read everything. */
  unread: boolean;
  lastMessage: { id: string; direction: Direction; body: string; at: string } | null;
  createdAt: string;
  version: number;
}

export type ConversationViewName = (typeof CONVERSATION_VIEWS)[number];

export interface ConversationCount {
  /** Threads in the view, up to a thousand. */
  count: number;
  /** How many of these are unread. */
  unread: number;
  /** There are more than were counted. */
  atLeast: boolean;
}

export type ConversationCounts = Record<ConversationViewName, ConversationCount>;

/** Something that was done with a thread. */
export interface ConversationEventView {
  id: string;
  kind: ConversationChange;
  /** `user:<id>`, `api_key:<id>` or `system:<what>`. */
  by: string;
  /** Null unless it was a user. */
  byName: string | null;
  /** Who had it until then, and who got it. */
  from: PersonView | null;
  to: PersonView | null;
  /** Of a flag. */
  reason: AttentionReason | null;
  /** Of a thread that was named. */
  contactId: string | null;
  createdAt: string;
}

/** What happened in a thread. */
export type EntryView =
  | { type: 'message'; at: string; message: MessageView }
  | { type: 'note'; at: string; note: NoteView }
  | { type: 'event'; at: string; event: ConversationEventView };
