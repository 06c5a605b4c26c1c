import type { Principal } from '@fieldline/contracts';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { GatewaySettings } from '../config.js';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Billing, Compliance, Messaging } from '../upstream/services.js';
import { SYSTEM } from '../upstream/system.js';
import { ClosingQueries } from './closing.queries.js';
import { TenantService } from './tenant.service.js';
import { endNotice } from './tenant.state.js';

const CLOSING: Principal = { ...SYSTEM, id: 'closing' };
/** Twilio's lists are looked at, and what the business had there is given back. */
const RELEASE_TIMEOUT_MS = 20_000;

/**
 * Closes businesses whose notice is over, and has nothing more bought by closed ones, and their campaigns,
 * numbers and accounts at Twilio given back, in this order. Each step can be repeated: what a process that died had begun is finished by the next round, wherever that is.
 */
@Injectable()
export class ClosingRounds extends Rounds {
  constructor(
    private readonly tenants: TenantService,
    private readonly closings: ClosingQueries,
    private readonly billing: Billing,
    private readonly messaging: Messaging,
    private readonly compliance: Compliance,
    private readonly projections: ProjectionWait,
    { closingRoundSeconds }: GatewaySettings,
  ) {
    super({ busyMs: closingRoundSeconds * 1_000, idleMs: closingRoundSeconds * 1_000 });
  }

  protected async round(): Promise<RoundOutcome> {
    const due = await this.closings.due();
    for (const tenantId of due)
      await this.tenants.change(CLOSING, tenantId, (tenant) => endNotice(tenant, new Date()));
    const closed = await this.closings.claimUnreleased();
    const released = await Promise.all(closed.map((tenantId) => this.windUp(tenantId)));
    if (released.includes(false)) return 'failed';
    return due.length + closed.length > 0 ? 'more' : 'nothing';
  }

  /** Their purchases first: what is charged costs more than a number. */
  private async windUp(tenantId: string): Promise<boolean> {
    const caller = { ...CLOSING, tenantId };
    const options = { timeoutMs: RELEASE_TIMEOUT_MS, idempotent: true };
    try {
      const { version, closesAt } = await this.tenants.look(tenantId);
      await this.billing.post('/closure', caller, { closedAt: closesAt }, { idempotent: true });
      // Until messaging has heard of it, it takes texts.
      const place = path`/projections/tenant/${tenantId}`;
      if (!(await this.projections.reaches(this.messaging, place, caller, version))) return false;
      await this.compliance.post('/registration/closure', caller, undefined, options);
      await this.messaging.post('/numbers/release', caller, undefined, options);
      await this.closings.released(tenantId);
      return true;
    } catch (error) {
      this.logger.warn(
        { err: error },
        'a closed business was not wound up yet: its purchases, its registration or its number',
      );
      return false;
    }
  }
}
