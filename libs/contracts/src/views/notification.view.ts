import type { PersonView } from './conversation.view.js';
import type { Page } from './index.js';

/**
 * Why a user is told: `message`: a colleague wrote to them · `mention`: in a note · `transfer`: a thread is
 * theirs now · `transfer_away`: one of theirs is somebody else's now · `resolved`: somebody else resolved one of
 * theirs · `failed_text`: a text of theirs didn't go through · `registration_…`: owners and admins, of how the registration goes ·
 * `balance_low`, `recharge_failed`: owners and admins, that the balance fell to a threshold of theirs, that an automatic
 * purchase wasn't paid.
 */
export type NotificationKind =
  | 'message'
  | 'mention'
  | 'transfer'
  | 'transfer_away'
  | 'resolved'
  | 'failed_text'
  | 'registration_resubmitted'
  | 'registration_needs_otp'
  | 'registration_approved'
  | 'registration_rejected'
  | 'registration_suspended'
  | 'balance_low'
  | 'recharge_failed';

export interface NotificationView {
  id: string;
  kind: NotificationKind;
  /** A sentence for the user; of a message, what the colleague wrote. */
  text: string;
  /** Whose doing it is; null when it's nobody's of the business. */
  from: PersonView | null;
  conversationId: string | null;
  messageId: string | null;
  createdAt: string;
  readAt: string | null;
}

export interface NotificationPage extends Page<NotificationView> {
  /** How many of all are unread. */
  unread: number;
}
