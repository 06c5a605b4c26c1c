import type { GoLiveView, Principal, RegistrationView } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Caller, TenantId } from '@fieldline/http';
import { Controller, Get } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { Acknowledgements } from '../rules/acknowledgements.js';
import { TenantService } from '../tenant/tenant.service.js';
import { Compliance } from '../upstream/services.js';
import { goLiveItems } from './go-live.items.js';
import { firstTimes } from './go-live.queries.js';

/** How far a business is on the way to its first text. */
@Controller('v1/go-live')
export class GoLiveController {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantService,
    private readonly acknowledgements: Acknowledgements,
    private readonly compliance: Compliance,
  ) {}

  /** @throws service_unavailable when nobody knows how far the registration is: a list that guesses it misleads */
  @Get()
  @Allow('tenant:read')
  async checklist(@Caller() caller: Principal, @TenantId() tenantId: string): Promise<GoLiveView> {
    const { phoneNumber } = await this.tenants.look(tenantId);
    const [first, rulesReadAt, registration] = await Promise.all([
      this.database.asTenant(tenantId, (tx) => firstTimes(tx, tenantId)),
      this.acknowledgements.at(tenantId, null),
      this.compliance.get<RegistrationView>('/registration', caller),
    ]);
    const items = goLiveItems({
      first,
      phoneNumber,
      rulesReadAt: rulesReadAt ?? null,
      registration,
    });
    return { live: items.every(({ done }) => done), items };
  }
}
