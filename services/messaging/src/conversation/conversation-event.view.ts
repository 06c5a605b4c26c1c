import type { ConversationEventView, PersonView } from '@fieldline/contracts';
import { userOf } from '../user/user.queries.js';
import type { ConversationEvent } from './conversation-event.entity.js';

/** @param names of users, by id */
export function toEventView(
  { id, kind, by, detail, createdAt }: ConversationEvent,
  names: ReadonlyMap<string, string>,
): ConversationEventView {
  const person = (userId: string | null | undefined): PersonView | null =>
    userId ? { id: userId, name: names.get(userId) ?? '' } : null;
  return {
    id,
    kind,
    by,
    byName: names.get(userOf(by) ?? '') ?? null,
    from: person(detail.from),
    to: person(detail.to),
    reason: detail.reason ?? null,
    contactId: detail.contactId ?? null,
    createdAt: createdAt.toISOString(),
  };
}
