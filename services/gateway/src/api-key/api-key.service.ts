import {
  actorOf,
  type ApiKeyView,
  type CreateApiKey,
  type CreatedApiKey,
  type ListQuery,
  type Page,
  type Principal,
  derivedId,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { QueryFailedError, Raw } from 'typeorm';
import type { Access } from '../access/access.js';
import { ExpiringCache } from '../access/expiring-cache.js';
import type { TenantPermission } from '../access/permissions.js';
import { appendAudit } from '../audit/audit.writer.js';
import { PLATFORM_ID } from '../tenant/platform.js';
import { ApiKey } from './api-key.entity.js';
import { chosenSecretOf, expiryOf, scopesOf } from './api-key.checks.js';
import { secretTaken } from './api-key.errors.js';
import { hashOf, newSecret, prefixOf } from './api-key.secret.js';

const USE_NOTED_EVERY_MS = 60_000;

@Injectable()
export class ApiKeyService {
  /** How long a key deleted elsewhere may still work here. */
  private readonly cache = new ExpiringCache<ApiKey>({ lifetimeMs: 10_000, capacity: 10_000 });

  constructor(private readonly database: Database) {}

  /** The key of a secret, unless there is none, or it has expired. Notes the use, once a minute. */
  async use(secret: string): Promise<ApiKey | undefined> {
    const hash = hashOf(secret);
    const key = await this.cache.get(hash.toString('base64'), () =>
      this.database.asWorker(async (tx) => (await tx.findOneBy(ApiKey, { hash })) ?? undefined),
    );
    if (!key || (key.expiresAt && key.expiresAt.getTime() <= Date.now())) return undefined;
    if (Date.now() - (key.lastUsedAt?.getTime() ?? 0) > USE_NOTED_EVERY_MS) await this.noteUse(key);
    return key;
  }

  /** A business's key that is good for something; undefined when it's gone, has expired or is for tests. */
  async find(tenantId: string, id: string, scope: TenantPermission): Promise<ApiKey | undefined> {
    const key = await this.database.asTenant(tenantId, (tx) =>
      tx.findOneBy(ApiKey, { tenantId, id }),
    );
    if (!key || key.mode === 'test' || !key.scopes.includes(scope)) return undefined;
    return key.expiresAt && key.expiresAt.getTime() <= Date.now() ? undefined : key;
  }

  /**
   * Once per id. A repeat whose first answer was lost gets a new secret for the same key; who
   * brings the secret makes one key of it, however often.
   * @throws forbidden for a scope that the creator hasn't
   */
  async create(
    access: Access,
    tenantId: string,
    writeId: string,
    command: CreateApiKey,
  ): Promise<CreatedApiKey> {
    const { name, mode } = command;
    const scopes = scopesOf(command.scopes, access);
    const expiresAt = expiryOf(command);
    const chosen = chosenSecretOf(command, access);
    const secret = chosen ?? newSecret(mode);
    const [prefix, hash] = [prefixOf(secret), hashOf(secret)];
    const id = chosen ? derivedId('api-key', tenantId, hash.toString('hex')) : writeId;
    const row = {
      tenantId,
      id,
      name,
      prefix,
      hash,
      role: 'admin' as const,
      scopes,
      mode,
      expiresAt,
    };
    const key = await this.database.asTenant(tenantId, async (tx) => {
      await tx.upsert(ApiKey, row, ['tenantId', 'id']).catch((error: unknown) => {
        throw isTaken(error) ? secretTaken() : error;
      });
      const subject = { kind: 'api_key', id };
      const done = { tenantId, once: [id], actor: actorOf(access.principal), subject };
      await appendAudit(tx, [{ ...done, action: 'api_key.created', detail: { scopes, mode } }]);
      return tx.findOneByOrFail(ApiKey, { tenantId, id });
    });
    this.cache.forget(hash.toString('base64'));
    return { ...toApiKeyView(key), secret };
  }

  /** Oldest first. */
  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<ApiKeyView>> {
    const [at, id] = readCursor(cursor, 2);
    return this.database.asTenant(tenantId, async (tx) => {
      const rows = await tx.find(ApiKey, {
        where:
          at === undefined
            ? { tenantId }
            : { tenantId, createdAt: Raw((column) => `(${column}, id) > (:at, :id)`, { at, id }) },
        order: { createdAt: 'ASC', id: 'ASC' },
        take: limit + 1,
      });
      return toPage(rows.map(toApiKeyView), limit, (key) => [key.createdAt, key.id]);
    });
  }

  async delete(caller: Principal, tenantId: string, id: string): Promise<void> {
    const key = await this.database.asTenant(tenantId, async (tx) => {
      const select = { hash: true, tenantId: true, id: true } as const;
      const found = await tx.findOne(ApiKey, { where: { tenantId, id }, select });
      if (!found) throw notFound('API key');
      await tx.delete(ApiKey, { tenantId, id });
      const subject = { kind: 'api_key', id };
      const done = { tenantId, once: [id], actor: actorOf(caller), subject };
      await appendAudit(tx, [{ ...done, action: 'api_key.deleted' }]);
      return found;
    });
    this.cache.forget(key.hash.toString('base64'));
  }

  async ensureOperatorKey(id: string, secret: string): Promise<void> {
    await this.database.query(
      `INSERT INTO api_key (tenant_id, id, name, prefix, hash, role, scopes, mode)
       VALUES ($1, $2, 'Operator', $3, $4, 'operator', '{}', 'live')
       ON CONFLICT (tenant_id, id) DO UPDATE SET hash = excluded.hash, prefix = excluded.prefix`,
      [PLATFORM_ID, id, prefixOf(secret), hashOf(secret)],
    );
  }

  private async noteUse(key: ApiKey): Promise<void> {
    key.lastUsedAt = new Date();
    await this.database.query(
      `UPDATE api_key SET last_used_at = now() WHERE tenant_id = $1 AND id = $2
          AND coalesce(last_used_at, '-infinity') < now() - $3 * interval '1 millisecond'`,
      [key.tenantId, key.id, USE_NOTED_EVERY_MS],
    );
  }
}

const UNIQUE_VIOLATION = '23505';

function isTaken(error: unknown): boolean {
  return (
    error instanceof QueryFailedError && Reflect.get(error.driverError, 'code') === UNIQUE_VIOLATION
  );
}

function toApiKeyView(key: ApiKey): ApiKeyView {
  const { id, name, prefix, scopes, mode } = key;
  return {
    id,
    name,
    prefix,
    scopes,
    mode,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    createdAt: key.createdAt.toISOString(),
  };
}
