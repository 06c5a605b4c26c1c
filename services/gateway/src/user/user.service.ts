import {
  actorOf,
  type ChangeUser,
  type CreateUser,
  type ListQuery,
  type Page,
  type Principal,
  UserChanged,
  type UserView,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Raw } from 'typeorm';
import { ExpiringCache } from '../access/expiring-cache.js';
import { hashPassword, isPassword } from '../access/password.js';
import { mayAssign } from '../access/permissions.js';
import { appendAudit } from '../audit/audit.writer.js';
import { isPlatform, PLATFORM_ID } from '../tenant/platform.js';
import { User } from './user.entity.js';
import { emailTaken, ownAccount, roleOutOfReach } from './user.errors.js';
import { toUserChanged } from './user.fact.js';

/** A user, and the version of their fact: who relies on it elsewhere waits for it. */
export interface WrittenUser {
  readonly user: UserView;
  readonly version: number;
}

@Injectable()
export class UserService {
  /** How long a deactivation elsewhere may go unnoticed here. */
  private readonly cache = new ExpiringCache<User>({ lifetimeMs: 10_000, capacity: 10_000 });

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** For checking a session: at most seconds old. */
  find(tenantId: string, id: string): Promise<User | undefined> {
    return this.cache.get(`${tenantId}/${id}`, () =>
      this.database.asTenant(
        tenantId,
        async (tx) => (await tx.findOneBy(User, { tenantId, id })) ?? undefined,
      ),
    );
  }

  /** For signing in, when nobody knows the tenant yet. */
  findByEmail(address: string): Promise<User | null> {
    return this.database.asWorker((tx) => tx.findOneBy(User, { email: address }));
  }

  /**
   * Once per id, so that a repeat makes no second account.
   * @throws email_taken, also when it is another business that has it
   */
  async create(
    caller: Principal,
    tenantId: string,
    id: string,
    command: CreateUser,
  ): Promise<WrittenUser> {
    if (!mayAssign(caller.role, command.role)) throw roleOutOfReach();
    const { name, role } = command;
    const email = addressOf(command.email);
    const password = await hashPassword(command.password);
    return this.database.asTenant(tenantId, async (tx) => {
      const status = 'active' as const;
      const row = { tenantId, id, email, name, role, password, status, version: 1 };
      const added = await insertNew(tx, row);
      const user = await tx.findOneBy(User, { tenantId, id });
      if (!user) throw emailTaken();
      const subject = { kind: 'user', id };
      const done = { tenantId, once: [id], actor: actorOf(caller), subject, detail: { role } };
      await appendAudit(tx, [{ ...done, action: 'user.created' }]);
      if (added) await this.announce(tx, user);
      return { user: toUserView(user), version: user.version };
    });
  }

  async change(
    caller: Principal,
    tenantId: string,
    id: string,
    { role, status }: ChangeUser,
  ): Promise<WrittenUser> {
    if (caller.id === id) throw ownAccount();
    const written = await this.database.asTenant(tenantId, async (tx) => {
      const user = await tx.findOne(User, {
        where: { tenantId, id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!user) throw notFound('user');
      if (![user.role, role ?? user.role].every((needed) => mayAssign(caller.role, needed)))
        throw roleOutOfReach();
      const before = { role: user.role, status: user.status };
      user.role = role ?? user.role;
      user.status = status ?? user.status;
      if (before.role !== user.role || before.status !== user.status) {
        user.version += 1;
        await this.announce(tx, await tx.save(user));
        await appendAudit(tx, [
          {
            tenantId,
            actor: actorOf(caller),
            action: 'user.changed',
            subject: { kind: 'user', id },
            detail: { before, role: user.role, status: user.status },
          },
        ]);
      }
      return { user: toUserView(user), version: user.version };
    });
    this.cache.forget(`${tenantId}/${id}`);
    return written;
  }

  /** Oldest first. */
  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<UserView>> {
    const [at, id] = readCursor(cursor, 2);
    return this.database.asTenant(tenantId, async (tx) => {
      const rows = await tx.find(User, {
        where:
          at === undefined
            ? { tenantId }
            : { tenantId, createdAt: Raw((column) => `(${column}, id) > (:at, :id)`, { at, id }) },
        order: { createdAt: 'ASC', id: 'ASC' },
        take: limit + 1,
      });
      return toPage(rows.map(toUserView), limit, (user) => [user.createdAt, user.id]);
    });
  }

  async ensureOperator(id: string, email: string, password: string): Promise<void> {
    const address = addressOf(email);
    const known = await this.database.asTenant(PLATFORM_ID, (tx) =>
      tx.findOneBy(User, { tenantId: PLATFORM_ID, id }),
    );
    if (known?.email === address && (await isPassword(password, known.password))) return;
    await this.database.query(
      `INSERT INTO account_user (tenant_id, id, email, name, role, password)
       VALUES ($1, $2, $3, 'Operator', 'operator', $4)
       ON CONFLICT (tenant_id, id) DO UPDATE SET email = excluded.email, password = excluded.password`,
      [PLATFORM_ID, id, address, await hashPassword(password)],
    );
  }

  private announce(tx: Transaction, user: User): Promise<void> {
    return this.outbox.add(tx, UserChanged, user.tenantId, toUserChanged(user));
  }
}

/** False when the id, or the address, is somebody's already. */
async function insertNew(tx: Transaction, row: Omit<User, 'createdAt'>): Promise<boolean> {
  const inserted = await tx
    .createQueryBuilder()
    .insert()
    .into(User)
    .values(row)
    .orIgnore()
    .returning('id')
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}

/** How an e-mail address is stored and looked for. */
export function addressOf(email: string): string {
  return email.trim().toLowerCase();
}

export function toUserView({ id, tenantId, email, name, role, status, createdAt }: User): UserView {
  const business = isPlatform(tenantId) ? null : tenantId;
  return { id, email, name, role, status, tenantId: business, createdAt: createdAt.toISOString() };
}
