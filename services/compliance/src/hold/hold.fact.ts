import { ConsentHoldChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { ConsentHold, type HoldRow } from './hold.entity.js';

export function toHoldChanged(hold: HoldRow): ConsentHoldChanged {
  const { recipientId, conversationId, messageId, intent, rule, holdSequence, state } = hold;
  return {
    holdId: hold.id,
    recipientId,
    conversationId,
    messageId,
    intent,
    rule,
    holdSequence,
    state,
    by: hold.decidedBy,
    openedAt: hold.openedAt.toISOString(),
    version: hold.version,
  };
}

export const holdFact = stateFact({
  type: ConsentHoldChanged,
  entity: ConsentHold,
  id: 'id',
  toPayload: toHoldChanged,
});
