import { isId, type Role, type UserChanged } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { In } from 'typeorm';
import { UserCopy } from './user.entity.js';

/** Who works in the inbox. */
const INBOX_ROLES: ReadonlySet<Role> = new Set(['owner', 'admin', 'agent']);

export function hasInbox({ role }: Pick<UserCopy, 'role'>): boolean {
  return INBOX_ROLES.has(role);
}

/** The same version again mends the copy. @returns the copy, or undefined when it is newer already */
export async function keepUser(
  tx: Transaction,
  tenantId: string,
  { userId, name, role, status, createdAt, version }: UserChanged,
): Promise<Pick<UserCopy, 'role' | 'status'> | undefined> {
  const [kept] = await query(
    tx,
    `INSERT INTO user_copy (tenant_id, user_id, name, role, status, created_at, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (tenant_id, user_id) DO UPDATE
       SET name = excluded.name, role = excluded.role, status = excluded.status,
           created_at = excluded.created_at, version = excluded.version
     WHERE user_copy.version <= excluded.version
     RETURNING 1`,
    [tenantId, userId, name, role, status, createdAt, version],
  );
  return kept === undefined ? undefined : { role, status };
}

/** A user who is about to get a thread: their deactivation waits for us, or we for it. */
export function shareUser(
  tx: Transaction,
  tenantId: string,
  userId: string,
): Promise<UserCopy | null> {
  return tx.findOne(UserCopy, {
    where: { tenantId, userId },
    lock: { mode: 'pessimistic_read' },
  });
}

/** @returns ids of the threads that a user has, in the order in which they are locked */
export async function threadsOf(
  tx: Transaction,
  tenantId: string,
  userId: string,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT id FROM conversation WHERE tenant_id = $1 AND assignee_id = $2 ORDER BY id`,
    [tenantId, userId],
  );
  return rows.map(({ id }) => id);
}

/** The user's id of an actor `user:<id>`; undefined for programs and the system. */
export function userOf(actor: string): string | undefined {
  const [kind, id] = actor.split(':');
  return kind === 'user' && isId(id) ? id : undefined;
}

/** What users of a business are called, by id. */
export async function namesOf(
  tx: Transaction,
  tenantId: string,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const users = await tx.findBy(UserCopy, { tenantId, userId: In([...new Set(userIds)]) });
  return new Map(users.map(({ userId, name }) => [userId, name]));
}
