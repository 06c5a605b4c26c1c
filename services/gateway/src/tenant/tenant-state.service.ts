import {
  type CloseTenant,
  NOTICE_DAYS,
  type Principal,
  type SuspendTenant,
  type TenantClosureView,
  type TenantStateView,
} from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { BalanceClient } from '../balance/balance.client.js';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Messaging } from '../upstream/services.js';
import { ClosingRounds } from './closing.rounds.js';
import type { Tenant } from './tenant.entity.js';
import { TenantService } from './tenant.service.js';
import { close, resume, suspend } from './tenant.state.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Suspends, resumes and closes businesses. Answered once messaging has heard of it. */
@Injectable()
export class TenantStateService {
  constructor(
    private readonly tenants: TenantService,
    private readonly balances: BalanceClient,
    private readonly messaging: Messaging,
    private readonly projections: ProjectionWait,
    private readonly closings: ClosingRounds,
  ) {}

  async suspend(
    caller: Principal,
    id: string,
    { reason }: SuspendTenant,
  ): Promise<TenantStateView> {
    const tenant = await this.tenants.change(caller, id, (tenant) => suspend(tenant, reason));
    return this.told(caller, tenant);
  }

  async resume(caller: Principal, id: string): Promise<TenantStateView> {
    return this.told(caller, await this.tenants.change(caller, id, resume));
  }

  /** Says what is left of the balance, which ends with it. */
  async close(
    caller: Principal,
    id: string,
    { reason, noticeDays }: CloseTenant,
  ): Promise<TenantClosureView> {
    await this.tenants.get(id);
    const { available, held } = await this.balances.balance({ ...caller, tenantId: id });
    const now = new Date();
    const closesAt = new Date(now.getTime() + (noticeDays ?? NOTICE_DAYS) * DAY_MS);
    const tenant = await this.tenants.change(caller, id, (tenant) =>
      close(tenant, reason ?? null, closesAt, now),
    );
    if (tenant.state === 'closed') this.closings.wake();
    return { ...(await this.told(caller, tenant)), leftover: { available, held } };
  }

  private async told(caller: Principal, tenant: Tenant): Promise<TenantStateView> {
    const { tenantId, state, stateReason, closesAt, version } = tenant;
    const place = path`/projections/tenant/${tenantId}`;
    const within = { ...caller, tenantId };
    const current = await this.projections.reaches(this.messaging, place, within, version);
    return {
      id: tenantId,
      state,
      reason: stateReason,
      closesAt: closesAt?.toISOString() ?? null,
      ...(!current && { pending: true }),
    };
  }
}
