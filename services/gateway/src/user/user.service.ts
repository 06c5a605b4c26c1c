import type {
  ChangeUser,
  CreateUser,
  ListQuery,
  Page,
  Principal,
  UserView,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { Raw } from 'typeorm';
import { ExpiringCache } from '../access/expiring-cache.js';
import { hashPassword, isPassword } from '../access/password.js';
import { mayAssign } from '../access/permissions.js';
import { isPlatform, PLATFORM_ID } from '../tenant/platform.js';
import { User } from './user.entity.js';
import { emailTaken, ownAccount, roleOutOfReach } from './user.errors.js';

@Injectable()
export class UserService {
  /** How long a deactivation elsewhere may go unnoticed here. */
  private readonly cache = new ExpiringCache<User>({ lifetimeMs: 10_000, capacity: 10_000 });

  constructor(private readonly database: Database) {}

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
  ): Promise<UserView> {
    if (!mayAssign(caller.role, command.role)) throw roleOutOfReach();
    const { name, role } = command;
    const email = addressOf(command.email);
    const password = await hashPassword(command.password);
    return this.database.asTenant(tenantId, async (tx) => {
      const row = { tenantId, id, email, name, role, password, status: 'active' as const };
      await tx.createQueryBuilder().insert().into(User).values(row).orIgnore().execute();
      const user = await tx.findOneBy(User, { tenantId, id });
      if (!user) throw emailTaken();
      return toUserView(user);
    });
  }

  async change(
    caller: Principal,
    tenantId: string,
    id: string,
    { role, status }: ChangeUser,
  ): Promise<UserView> {
    if (caller.id === id) throw ownAccount();
    const view = await this.database.asTenant(tenantId, async (tx) => {
      const user = await tx.findOne(User, {
        where: { tenantId, id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!user) throw notFound('user');
      if (![user.role, role ?? user.role].every((needed) => mayAssign(caller.role, needed)))
        throw roleOutOfReach();
      user.role = role ?? user.role;
      user.status = status ?? user.status;
      return toUserView(await tx.save(user));
    });
    this.cache.forget(`${tenantId}/${id}`);
    return view;
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
}

/** How an e-mail address is stored and looked for. */
export function addressOf(email: string): string {
  return email.trim().toLowerCase();
}

export function toUserView({ id, tenantId, email, name, role, status, createdAt }: User): UserView {
  const business = isPlatform(tenantId) ? null : tenantId;
  return { id, email, name, role, status, tenantId: business, createdAt: createdAt.toISOString() };
}
