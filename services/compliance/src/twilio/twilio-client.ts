import { OwnClients } from '@fieldline/twilio';
import { Injectable } from '@nestjs/common';
import { ComplianceSettings } from '../config.js';

/** Twilio with the credentials of a business's own account. */
@Injectable()
export class TwilioClient extends OwnClients {
  constructor(settings: ComplianceSettings) {
    const { twilioAccountSid, twilioAuthToken, twilioBaseUrl, twilioTimeoutMs } = settings;
    super({ twilioAccountSid, twilioAuthToken, twilioBaseUrl, twilioTimeoutMs });
  }
}
