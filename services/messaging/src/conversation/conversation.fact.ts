import { ConversationChanged } from '@fieldline/contracts';
import { type NewEvent, stateFact } from '@fieldline/events';
import { Conversation } from './conversation.entity.js';
import type { StoredStanding, TakenStep } from './conversation.steps.js';

type State = Omit<StoredStanding, 'tenantId'>;

/** That a step changed a thread. @param lastMessageAt with the step, when that is later */
export function changedFact(
  { taken, before, after }: TakenStep,
  lastMessageAt = after.lastMessageAt,
): NewEvent<ConversationChanged> {
  const moved = before.assigneeId !== after.assigneeId;
  return {
    type: ConversationChanged,
    tenantId: after.tenantId,
    cause: taken.cause,
    payload: {
      ...stateOf({ ...after, lastMessageAt }),
      by: taken.by,
      change: taken.step.kind,
      changedFor: moved ? after.assigneeId : null,
      changedFrom: moved ? before.assigneeId : null,
    },
  };
}

export const conversationFact = stateFact({
  type: ConversationChanged,
  entity: Conversation,
  id: 'id',
  toPayload: (conversation) => ({
    ...stateOf(conversation),
    by: null,
    change: null,
    changedFor: null,
    changedFrom: null,
  }),
});

function stateOf({ id, recipientId, state, assigneeId, attention, ...row }: State) {
  return {
    conversationId: id,
    recipientId,
    state,
    assigneeId,
    attention: [...attention],
    lastMessageAt: row.lastMessageAt.toISOString(),
    version: row.version,
  };
}
