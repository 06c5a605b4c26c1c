import type { ActivationView, NumberView, Principal } from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Messaging } from '../upstream/services.js';
import type { Tenant } from './tenant.entity.js';
import { tenantAlreadyClosed, tenantClosing } from './tenant.errors.js';
import { TenantService } from './tenant.service.js';

/** Twilio makes an account and sells a number: several calls. */
const PURCHASE_TIMEOUT_MS = 25_000;

@Injectable()
export class ActivationClient {
  constructor(
    private readonly tenants: TenantService,
    private readonly messaging: Messaging,
    private readonly projections: ProjectionWait,
  ) {}

  /**
   * Gives a business its number and switches texting on. A repeat answers the same number.
   * @throws tenant_closed, tenant_closing, activation_in_progress, no_number_available
   */
  async activate(operator: Principal, tenantId: string): Promise<ActivationView> {
    const caller = { ...operator, tenantId };
    const tenant = await this.tenants.get(tenantId);
    if (tenant.state === 'closed') throw tenantAlreadyClosed();
    const isNew = tenant.state === 'created';
    if (isNew && tenant.closesAt) throw tenantClosing(tenant.closesAt);
    const active = isNew ? await this.purchase(caller, tenant) : tenant;
    const place = path`/projections/tenant/${tenantId}`;
    const current = await this.projections.reaches(this.messaging, place, caller, active.version);
    return {
      phoneNumber: active.phoneNumber ?? '',
      ...(active.numberMatched !== null && { matched: active.numberMatched }),
      ...(active.numberFallback !== null && { fallback: active.numberFallback }),
      ...(!current && { pending: true }),
    };
  }

  private async purchase(caller: Principal, tenant: Tenant): Promise<Tenant> {
    const { tenantId, name: businessName, country, areaCode, postalCode, contactPhone } = tenant;
    await this.tenants.beginActivation(tenantId);
    try {
      const number = await this.messaging.post<NumberView>(
        '/numbers',
        caller,
        {
          businessName,
          country,
          areaCode: areaCode ?? undefined,
          postalCode: postalCode ?? undefined,
          contactPhone: contactPhone ?? undefined,
        },
        { timeoutMs: PURCHASE_TIMEOUT_MS },
      );
      return await this.tenants.activate(caller, tenantId, number);
    } catch (error) {
      await this.tenants.abandonActivation(tenantId);
      throw error;
    }
  }
}
