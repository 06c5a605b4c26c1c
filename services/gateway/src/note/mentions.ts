import type { Transaction } from '@fieldline/database';
import { invalidRequest, Problem } from '@fieldline/http';
import { In } from 'typeorm';
import { User } from '../user/user.entity.js';

/** @throws invalid_request for who is no user of the business, user_inactive for who has left it */
export async function checkMentions(
  tx: Transaction,
  tenantId: string,
  mentions: readonly string[],
): Promise<void> {
  if (mentions.length === 0) return;
  const users = await tx.findBy(User, { tenantId, id: In([...mentions]) });
  const byId = new Map(users.map((user) => [user.id, user.status]));
  const unknown = mentions.flatMap((id, index) =>
    byId.has(id.toLowerCase())
      ? []
      : [{ field: `mentions.${index}`, message: 'is no user of this business' }],
  );
  if (unknown.length > 0) throw invalidRequest(unknown);
  const inactive = mentions.filter((id) => byId.get(id.toLowerCase()) !== 'active');
  if (inactive.length > 0) throw userInactive(inactive);
}

const userInactive = (userIds: readonly string[]): Problem =>
  new Problem({
    code: 'user_inactive',
    status: 422,
    detail: 'Somebody who is mentioned is deactivated and would not see it.',
    extras: { userIds },
  });
