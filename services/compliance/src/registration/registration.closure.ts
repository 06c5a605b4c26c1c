import { Database } from '@fieldline/database';
import { TwilioFailure } from '@fieldline/twilio';
import { Injectable } from '@nestjs/common';
import { ComplianceSettings } from '../config.js';
import type { Ask } from '../twilio/ask.js';
import { deleteCampaigns } from '../twilio/campaigns.js';
import { OwnNumbers } from './own-numbers.js';
import { Pen } from './pen.js';
import { registrationUnderWay, relayProblem } from './registration.errors.js';
import { claim, leaseMs, release } from './registration.lease.js';
import { RegistrationStore, type StoredRegistration } from './registration.store.js';

/** What becomes of the registration of a business that is closed. */
@Injectable()
export class RegistrationClosure {
  constructor(
    private readonly database: Database,
    private readonly store: RegistrationStore,
    private readonly numbers: OwnNumbers,
    private readonly pen: Pen,
    private readonly settings: ComplianceSettings,
  ) {}

  /**
   * Has it rest for good, and its campaign, which costs a fee each month, taken away. It comes before number and
   * account are given back: without them Twilio would not be asked any more. Repeated, it finds nothing to do.
   * @throws Problem `registration_under_way`, `service_unavailable`: again in a moment
   */
  async close(tenantId: string): Promise<void> {
    await this.numbers.close(tenantId);
    const stored = await this.store.find(tenantId);
    if (!stored) return;
    const lease = await claim(this.database, tenantId, leaseMs(this.settings.twilioTimeoutMs));
    if (!lease) throw registrationUnderWay();
    try {
      const ask = this.pen.paced(lease, stored.registration.accountSid);
      await takeCampaignAway(ask, stored);
      await this.forgetService(tenantId);
    } catch (error) {
      throw error instanceof TwilioFailure ? relayProblem(error, null) : error;
    } finally {
      await release(this.database, lease, null, 0);
    }
  }

  /** Once the account is closed Twilio answers nothing about it: who repeats the closure then must not ask. */
  private async forgetService(tenantId: string): Promise<void> {
    await this.database.query(
      `UPDATE registration_step SET sid = NULL WHERE tenant_id = $1 AND name = 'messaging_service'`,
      [tenantId],
    );
  }
}

async function takeCampaignAway(ask: Ask, { steps }: StoredRegistration): Promise<void> {
  const serviceSid = steps.find(({ name }) => name === 'messaging_service')?.sid;
  if (serviceSid) await deleteCampaigns(ask, serviceSid);
}
