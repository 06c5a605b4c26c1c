import type { ConversationViewName } from '@fieldline/contracts';
import { IN_VIEW, IS_UNREAD } from './conversation.views.js';

export interface ConversationFilter {
  /** The user who asks; null for a program. */
  readonly viewer: string | null;
  readonly ids?: readonly string[];
  readonly view?: ConversationViewName;
  readonly unread?: boolean;
  readonly assignee?: string;
  /** Sort key of the last thread seen: its time and id. */
  readonly before?: readonly [at: string, id: string];
  readonly limit: number;
}

/** Adds a parameter; answers its place in the statement. */
export type Place = (value: unknown) => string;

/** The conditions of a filter on threads (`v`), and the parameters that they name: $1 the business, $2 the viewer. */
export interface Conditions {
  readonly where: string;
  readonly parameters: unknown[];
  /** For further conditions. */
  readonly place: Place;
}

export function conditionsOf(
  tenantId: string,
  { viewer, ids, view, unread, assignee, before }: ConversationFilter,
): Conditions {
  const parameters: unknown[] = [tenantId, viewer];
  const place: Place = (value) => `$${parameters.push(value)}`;
  // Postgres wants each parameter named, and not every filter asks who the viewer is.
  const where = ['v.tenant_id = $1', '($2::uuid IS NULL OR true)'];
  if (ids) where.push(`v.id = ANY (${place(ids)}::uuid[])`);
  if (view) where.push(IN_VIEW[view]);
  if (unread !== undefined) where.push(unread ? IS_UNREAD : `NOT ${IS_UNREAD}`);
  if (assignee) where.push(`v.assignee_id = ${place(assignee)}::uuid`);
  if (before)
    where.push(
      `(v.last_message_at, v.id) < (${place(before[0])}::timestamptz, ${place(before[1])}::uuid)`,
    );
  return { where: where.join(' AND '), parameters, place };
}
