import { Database, query } from '@fieldline/database';
import { RULES_NOTICE } from '@fieldline/rules';
import { Injectable } from '@nestjs/common';
import type { Access } from '../access/access.js';
import { ExpiringCache } from '../access/expiring-cache.js';
import { rulesNotAcknowledged } from './rules.errors.js';

/** Who has read the rules as they are now. A person has or hasn't; keys and operators rest on the owners. */
@Injectable()
export class Acknowledgements {
  /** How long an owner who was deactivated elsewhere may still stand for the keys here. */
  private readonly cache = new ExpiringCache<Date>({ lifetimeMs: 10_000, capacity: 10_000 });

  constructor(private readonly database: Database) {}

  /** For each text. @throws rules_not_acknowledged */
  async check(access: Access, tenantId: string): Promise<void> {
    const userId = readerOf(access);
    if (await this.at(tenantId, userId)) return;
    throw rulesNotAcknowledged(RULES_NOTICE.version, userId === null);
  }

  /** When the one whom a credential rests on read the rules; undefined when they didn't. */
  at(tenantId: string, userId: string | null): Promise<Date | undefined> {
    return this.cache.get(`${tenantId}/${userId ?? ''}`, () => this.find(tenantId, userId));
  }

  private async find(tenantId: string, userId: string | null): Promise<Date | undefined> {
    const [row] = await this.database.asTenant(tenantId, (tx) =>
      query<{ at: Date }>(
        tx,
        `SELECT a.acknowledged_at AS at
           FROM acknowledgement a
           JOIN account_user u ON u.tenant_id = a.tenant_id AND u.id = a.user_id
          WHERE a.tenant_id = $1 AND a.version = $2 AND u.status = 'active'
            AND CASE WHEN $3::uuid IS NULL THEN u.role = 'owner' ELSE u.id = $3 END
          ORDER BY a.acknowledged_at LIMIT 1`,
        [tenantId, RULES_NOTICE.version, userId],
      ),
    );
    return row?.at;
  }
}

/** Whose reading counts: a person's own, else (null) an owner's. */
export function readerOf({ principal }: Access): string | null {
  return principal.kind === 'user' && principal.role !== 'operator' ? principal.id : null;
}
