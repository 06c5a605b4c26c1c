import type { ErasureChanged, ErasureView } from '@fieldline/contracts';
import type { Erasure } from './erasure.entity.js';

export function toErasureView(erasure: Erasure): ErasureView {
  const { id, state, reason, requestedBy, contactIds, conversationIds } = erasure;
  const { messages, notes, waiting } = erasure;
  return {
    id,
    state,
    reason,
    requestedBy,
    requestedAt: erasure.requestedAt.toISOString(),
    doneAt: erasure.doneAt?.toISOString() ?? null,
    contactIds,
    conversationIds,
    progress: { messages, notes, waiting },
  };
}

/** What others hear of it: ids and figures, not its reason. */
export function toErasureChanged(erasure: Erasure): ErasureChanged {
  const { id, state, requestedBy, contactIds, conversationIds, messages, notes, version } = erasure;
  const figures = { messages, notes, version };
  return { erasureId: id, state, by: requestedBy, contactIds, conversationIds, ...figures };
}
