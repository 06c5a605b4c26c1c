import {
  actorOf,
  type CreateTenant,
  type ListQuery,
  type NumberView,
  type Page,
  type Principal,
  TenantChanged,
  type TenantView,
} from '@fieldline/contracts';
import { Database, query, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { parsePhoneNumber } from '@fieldline/sms';
import { Injectable } from '@nestjs/common';
import { Raw } from 'typeorm';
import { ExpiringCache } from '../access/expiring-cache.js';
import type { AuditAction } from '../audit/audit.actions.js';
import { appendAudit } from '../audit/audit.writer.js';
import { Tenant } from './tenant.entity.js';
import { activationInProgress, invalidNumber } from './tenant.errors.js';
import { toTenantChanged } from './tenant.fact.js';
import type { Deed } from './tenant.state.js';

/** Longer than buying a number may take. */
const ACTIVATION = `interval '30 seconds'`;

@Injectable()
export class TenantService {
  private readonly cache = new ExpiringCache<Tenant>({ lifetimeMs: 10_000, capacity: 10_000 });

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** For each request, so seconds old at most; one that isn't active yet is looked up anew. */
  async find(tenantId: string): Promise<Tenant | undefined> {
    const tenant = await this.cache.get(tenantId, () =>
      this.database.asTenant(
        tenantId,
        async (tx) => (await tx.findOneBy(Tenant, { tenantId })) ?? undefined,
      ),
    );
    if (tenant?.state !== 'active') this.cache.forget(tenantId);
    return tenant;
  }

  /** @throws not_found */
  async get(tenantId: string): Promise<Tenant> {
    const tenant = await this.find(tenantId);
    if (!tenant) throw notFound('tenant');
    return tenant;
  }

  /** Once per id, so that a repeat makes no second business. */
  create(caller: Principal, tenantId: string, command: CreateTenant): Promise<TenantView> {
    const { name, country, timeZone, areaCode = null, postalCode = null, ownerEmail } = command;
    const contactPhone = phoneOf(command);
    return this.database.asWorker(async (tx) => {
      const row = {
        tenantId,
        name,
        country,
        timeZone,
        areaCode,
        postalCode,
        contactPhone,
        ownerEmail,
      };
      const [added] = await query(
        tx,
        `INSERT INTO tenant (tenant_id, name, country, time_zone, area_code, postal_code, contact_phone, owner_email, state, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'created', 1) ON CONFLICT DO NOTHING RETURNING 1`,
        Object.values(row),
      );
      const tenant = await tx.findOneByOrFail(Tenant, { tenantId });
      if (added) {
        await this.announce(tx, tenant);
        await keepDeed(tx, tenantId, caller, 'tenant.created', { country });
      }
      return toTenantView(tenant);
    });
  }

  /** Newest first, for operators: across businesses. */
  list({ limit, cursor }: ListQuery): Promise<Page<TenantView>> {
    const [at, id] = readCursor(cursor, 2);
    return this.database.asWorker(async (tx) => {
      const rows = await tx.find(Tenant, {
        where:
          at === undefined
            ? {}
            : { createdAt: Raw((column) => `(${column}, tenant_id) < (:at, :id)`, { at, id }) },
        order: { createdAt: 'DESC', tenantId: 'DESC' },
        take: limit + 1,
      });
      return toPage(rows.map(toTenantView), limit, (tenant) => [tenant.createdAt, tenant.id]);
    });
  }

  /**
   * Takes the activation on, so that two operators at once don't buy two numbers.
   * @throws activation_in_progress
   */
  async beginActivation(tenantId: string): Promise<void> {
    const [taken] = await this.database.query(
      `UPDATE tenant SET activating_until = now() + ${ACTIVATION}
        WHERE tenant_id = $1 AND state = 'created' AND closes_at IS NULL
          AND coalesce(activating_until, '-infinity') < now()
        RETURNING 1`,
      [tenantId],
    );
    if (!taken) throw activationInProgress();
  }

  async abandonActivation(tenantId: string): Promise<void> {
    await this.database.query(`UPDATE tenant SET activating_until = NULL WHERE tenant_id = $1`, [
      tenantId,
    ]);
  }

  activate(
    caller: Principal,
    tenantId: string,
    { phoneNumber, fallback, matched }: NumberView,
  ): Promise<Tenant> {
    return this.change(caller, tenantId, (tenant) => {
      if (tenant.state !== 'created') return null;
      Object.assign(tenant, {
        state: 'active',
        phoneNumber,
        numberFallback: fallback ?? null,
        numberMatched: matched ?? null,
        activatingUntil: null,
      });
      return { action: 'tenant.activated', detail: { matched: tenant.numberMatched } };
    });
  }

  /**
   * Changes a business under its lock, tells of it, and keeps who did it. Null from `change`: nothing is new.
   * @throws not_found, and what `change` throws
   */
  async change(
    caller: Principal,
    tenantId: string,
    change: (tenant: Tenant) => Deed | null,
  ): Promise<Tenant> {
    const changed = await this.database.asWorker(async (tx) => {
      const where = { tenantId };
      const tenant = await tx.findOne(Tenant, { where, lock: { mode: 'pessimistic_write' } });
      if (!tenant) throw notFound('tenant');
      const deed = change(tenant);
      if (!deed) return tenant;
      tenant.version += 1;
      await tx.save(tenant);
      await this.announce(tx, tenant);
      await keepDeed(tx, tenantId, caller, deed.action, deed.detail);
      return tenant;
    });
    this.cache.forget(tenantId);
    return changed;
  }

  /** As it is now, whatever was known of it. @throws not_found */
  async look(tenantId: string): Promise<Tenant> {
    this.cache.forget(tenantId);
    return this.get(tenantId);
  }

  /** How long what people wrote is kept. The same again changes nothing. */
  keepMessagesFor(
    caller: Principal,
    tenantId: string,
    messageDays: number | null,
  ): Promise<Tenant> {
    return this.change(caller, tenantId, (tenant) => {
      const before = tenant.messageDays;
      if (before === messageDays) return null;
      tenant.messageDays = messageDays;
      return { action: 'retention.set', detail: { messageDays, before } };
    });
  }

  /** Whether first texts introduce the business. The same again changes nothing. */
  introduceFirstTexts(caller: Principal, tenantId: string, introduce: boolean): Promise<Tenant> {
    return this.change(caller, tenantId, (tenant) => {
      if (tenant.introduceFirstText === introduce) return null;
      tenant.introduceFirstText = introduce;
      return { action: 'texting_settings.set', detail: { introduceFirstText: introduce } };
    });
  }

  private announce(tx: Transaction, tenant: Tenant): Promise<void> {
    return this.outbox.add(tx, TenantChanged, tenant.tenantId, toTenantChanged(tenant));
  }
}

/** Of a business as a whole: what was done to it, by whom. */
function keepDeed(
  tx: Transaction,
  tenantId: string,
  caller: Principal,
  action: AuditAction,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const subject = { kind: 'tenant', id: tenantId };
  return appendAudit(tx, [{ tenantId, actor: actorOf(caller), action, subject, detail }]);
}

export function toTenantView(tenant: Tenant): TenantView {
  const { tenantId, name, country, timeZone, state, contactPhone, phoneNumber, createdAt } = tenant;
  return {
    id: tenantId,
    name,
    country,
    timeZone,
    state,
    contactPhone,
    phoneNumber,
    closesAt: tenant.closesAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}

function phoneOf({ contactPhone, country }: CreateTenant): string | null {
  if (contactPhone === undefined || contactPhone === null) return null;
  const parsed = parsePhoneNumber(contactPhone, country);
  if (!parsed.ok) throw invalidNumber('contactPhone', parsed.detail);
  return parsed.e164;
}
