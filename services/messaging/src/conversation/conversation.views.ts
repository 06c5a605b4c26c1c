import type { ConversationViewName } from '@fieldline/contracts';

/** Which threads (`v`) a view has, for the viewer of parameter $2. Each has an index of its own. */
export const IN_VIEW: Readonly<Record<ConversationViewName, string>> = {
  all: `v.state = 'open' AND v.assignee_id IS NULL`,
  mine: `v.assignee_id = $2::uuid`,
  team: `v.assignee_id IS NOT NULL AND v.assignee_id IS DISTINCT FROM $2::uuid`,
  attention: `v.attention <> '{}'`,
  resolved: `v.state = 'resolved'`,
};

/**
 * Whether the viewer of $2 has yet to read a thread (`v`) of the business of $1. Only what they write makes
 * a thread unread; what came before the viewer's account did is no news. Nobody in particular has read all.
 */
export const IS_UNREAD = `coalesce($2::uuid IS NOT NULL AND v.last_inbound_at > coalesce(
  (SELECT x.read_at FROM conversation_read x
    WHERE x.tenant_id = v.tenant_id AND x.user_id = $2::uuid AND x.conversation_id = v.id),
  (SELECT u.created_at FROM user_copy u WHERE u.tenant_id = $1 AND u.user_id = $2::uuid),
  '-infinity'), false)`;
