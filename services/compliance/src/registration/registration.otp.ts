import { Database } from '@fieldline/database';
import { TwilioFailure } from '@fieldline/twilio';
import { Injectable } from '@nestjs/common';
import { resendOtp } from '../twilio/brands.js';
import { TwilioClient } from '../twilio/twilio-client.js';
import { otpNotDue, relayProblem } from './registration.errors.js';
import { RegistrationStore } from './registration.store.js';

/** The text that a sole proprietor answers from the mobile phone that the form names. */
@Injectable()
export class RegistrationOtp {
  constructor(
    private readonly database: Database,
    private readonly store: RegistrationStore,
    private readonly twilio: TwilioClient,
  ) {}

  /**
   * Has it sent once more.
   * @throws Problem `otp_not_due`, `registration_refused`, `service_unavailable`
   */
  async resend(tenantId: string, by: string): Promise<void> {
    const found = await this.store.find(tenantId);
    const brand = found?.steps.find(({ name }) => name === 'brand')?.sid;
    if (!found || !brand || found.registration.state !== 'needs_otp') throw otpNotDue();
    try {
      await resendOtp((request) => this.twilio.call(found.registration.accountSid, request), brand);
    } catch (error) {
      throw error instanceof TwilioFailure ? relayProblem(error, 'mobilePhone') : error;
    }
    await this.database.asTenant(tenantId, async (tx) => {
      const stored = await this.store.lock(tx, tenantId);
      if (stored) await this.store.change(tx, stored, { by, change: 'otp_resent' });
    });
  }
}
