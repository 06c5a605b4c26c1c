import type { NotificationKind, NotificationView } from '@fieldline/contracts';

export interface NotificationRow {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly text: string;
  readonly fromId: string | null;
  readonly fromName: string | null;
  readonly conversationId: string | null;
  readonly messageId: string | null;
  readonly createdAt: Date;
  readonly readAt: Date | null;
  readonly sortKey: string;
}

export function toNotificationView(row: NotificationRow): NotificationView {
  const { id, kind, fromId, fromName, conversationId, messageId, createdAt, readAt } = row;
  return {
    id,
    kind,
    text: sentenceOf(row),
    from: fromId !== null && fromName !== null ? { id: fromId, name: fromName } : null,
    conversationId,
    messageId,
    createdAt: createdAt.toISOString(),
    readAt: readAt?.toISOString() ?? null,
  };
}

/** No customer's name, number or words: those are looked up where the user may see them. */
function sentenceOf({ kind, text, fromName }: NotificationRow): string {
  const who = fromName ?? 'Somebody';
  switch (kind) {
    case 'message':
      return text;
    case 'mention':
      return `${who} mentioned you in a note.`;
    case 'transfer':
      return `${who} gave you a conversation.`;
    case 'transfer_away':
      return `${who} gave a conversation of yours to somebody else, or took it over.`;
    case 'resolved':
      return `${who} resolved a conversation of yours.`;
    case 'failed_text':
      return "A text of yours didn't go through.";
    case 'registration_resubmitted':
      return 'The registration for texting was submitted again.';
    case 'registration_needs_otp':
      return 'Twilio texted you about your registration: answer it from your mobile phone.';
    case 'registration_approved':
      return 'The registration for texting is approved: texts may leave.';
    case 'registration_rejected':
      return 'The registration for texting was turned down: see what to correct.';
    case 'registration_suspended':
      return 'The carriers suspended your registration: no texts leave for US numbers.';
    case 'balance_low':
      return 'The balance of message segments fell to one of its alerts: buy more before it runs out.';
    case 'recharge_failed':
      return 'An automatic purchase was not paid. None follows until somebody pays by hand, or sets the rule again.';
  }
}
