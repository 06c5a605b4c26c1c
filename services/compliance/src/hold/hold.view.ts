import type { ConsentHoldView } from '@fieldline/contracts';
import type { HoldRow } from './hold.entity.js';

export function toHoldView(hold: HoldRow): ConsentHoldView {
  const { id, state, intent, rule, recipientId, conversationId, messageId } = hold;
  return {
    id,
    state,
    intent,
    rule,
    recipientId,
    conversationId,
    messageId,
    openedAt: hold.openedAt.toISOString(),
    decidedAt: hold.decidedAt?.toISOString() ?? null,
    decidedBy: hold.decidedBy,
    reason: hold.reason,
  };
}
