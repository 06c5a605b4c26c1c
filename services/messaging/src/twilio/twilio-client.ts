import { ParentClient } from '@fieldline/twilio';
import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';

const MAX_SOCKETS = 64;

/** Twilio with the parent account's credentials. */
@Injectable()
export class TwilioClient extends ParentClient {
  constructor(settings: MessagingSettings) {
    super(settings, { timeoutMs: settings.twilioTimeoutMs, maxSockets: MAX_SOCKETS });
  }
}
