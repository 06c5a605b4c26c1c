import { Problem } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { GatewaySettings } from '../config.js';
import { Acknowledgements } from '../rules/acknowledgements.js';
import { TenantService } from '../tenant/tenant.service.js';
import type { Access } from './access.js';
import {
  notActivated,
  tenantClosed,
  tenantSuspended,
  testModeUnavailable,
} from './access.errors.js';

/** What keeps a caller, or their business, from sending. */
@Injectable()
export class SendingGate {
  constructor(
    private readonly tenants: TenantService,
    private readonly acknowledgements: Acknowledgements,
    private readonly settings: GatewaySettings,
  ) {}

  /** @throws not_activated, test_mode_unavailable */
  async checkTexting({ principal, mode }: Access): Promise<void> {
    if (principal.tenantId === null) return;
    const tenant = await this.tenants.find(principal.tenantId);
    if (!tenant?.phoneNumber) throw notActivated(this.settings.operatorContact);
    if (mode === 'test') throw testModeUnavailable();
  }

  /** @throws tenant_suspended, tenant_closed */
  async checkActive({ principal }: Access): Promise<void> {
    if (principal.tenantId === null) return;
    const tenant = await this.tenants.find(principal.tenantId);
    if (tenant?.state === 'suspended') throw tenantSuspended(this.settings.operatorContact);
    if (tenant?.state === 'closed') throw tenantClosed(this.settings.operatorContact);
  }

  /** @throws rules_not_acknowledged */
  async checkRules(access: Access): Promise<void> {
    const { tenantId } = access.principal;
    if (tenantId !== null) await this.acknowledgements.check(access, tenantId);
  }

  /** All that a text of theirs would be refused for, whoever it is for. */
  async refusals(access: Access): Promise<Problem[]> {
    const checks = [this.checkTexting(access), this.checkActive(access), this.checkRules(access)];
    const outcomes = await Promise.allSettled(checks);
    return outcomes.flatMap((outcome) => {
      if (outcome.status === 'fulfilled') return [];
      if (outcome.reason instanceof Problem) return outcome.reason;
      throw outcome.reason;
    });
  }
}
