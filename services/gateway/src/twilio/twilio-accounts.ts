import { AccountTokens } from '@fieldline/twilio';
import { Injectable } from '@nestjs/common';
import { GatewaySettings } from '../config.js';

/** Signing tokens by account. */
@Injectable()
export class TwilioAccounts extends AccountTokens {
  constructor({ twilioAccountSid, twilioAuthToken, twilioBaseUrl }: GatewaySettings) {
    super({ twilioAccountSid, twilioAuthToken, twilioBaseUrl });
  }
}
