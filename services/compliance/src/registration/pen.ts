import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '@fieldline/database';
import { TwilioFailure } from '@fieldline/twilio';
import { Injectable } from '@nestjs/common';
import { ComplianceSettings } from '../config.js';
import type { Ask } from '../twilio/ask.js';
import { TwilioClient } from '../twilio/twilio-client.js';
import { Pace } from './pace.js';
import { type Lease, leaseMs, renew } from './registration.lease.js';

/** "Too many requests" is said before anything is done: so often a form that waits is held up by it. */
const RETRY_AFTER_MS = [500, 1_000, 2_000];
const TOO_MANY_REQUESTS = 429;

/**
 * Who asks Twilio about a registration. The lease is renewed before each request, and lasts longer than its
 * answer may take: what was looked for and not found is made by nobody else meanwhile.
 */
@Injectable()
export class Pen {
  constructor(
    private readonly database: Database,
    private readonly twilio: TwilioClient,
    private readonly pace: Pace,
    private readonly settings: ComplianceSettings,
  ) {}

  /** At the platform's pace. */
  paced(lease: Lease, accountSid: string): Ask {
    return async (request) => {
      await this.pace.turn();
      await this.renew(lease);
      return this.twilio.call(accountSid, request);
    };
  }

  /** At once, since somebody waits for it. */
  prompt(lease: Lease, accountSid: string): Ask {
    return async (request) => {
      for (const afterMs of RETRY_AFTER_MS) {
        await this.renew(lease);
        try {
          return await this.twilio.call(accountSid, request);
        } catch (error) {
          if (!(error instanceof TwilioFailure) || error.status !== TOO_MANY_REQUESTS) throw error;
        }
        await sleep(afterMs);
      }
      await this.renew(lease);
      return this.twilio.call(accountSid, request);
    };
  }

  private renew(lease: Lease): Promise<void> {
    return renew(this.database, lease, leaseMs(this.settings.twilioTimeoutMs));
  }
}
