import { UserChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { User } from './user.entity.js';

/** What the services behind us know a person by. Address and password stay here. */
export function toUserChanged({ id, name, role, status, createdAt, version }: User): UserChanged {
  return { userId: id, name, role, status, createdAt: createdAt.toISOString(), version };
}

export const userFact = stateFact({
  type: UserChanged,
  entity: User,
  id: 'id',
  toPayload: toUserChanged,
});
