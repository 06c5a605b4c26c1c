import { serviceUnavailable } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import twilio from 'twilio';
import { ExpiringCache } from '../access/expiring-cache.js';
import { GatewaySettings } from '../config.js';
import { RebasedRequestClient } from './rebased-request.client.js';

const TIMEOUT_MS = 5_000;
const NOT_FOUND = 404;
const TOKENS = { lifetimeMs: 60 * 60 * 1_000, capacity: 1_000 };
/** Whoever has a callback's address could make us ask Twilio at each forgery. */
const REFRESH_EVERY_MS = 10_000;

/** Signing tokens by account. A subaccount's is read from Twilio and kept in memory, never stored. */
@Injectable()
export class TwilioAccounts {
  private readonly tokens = new ExpiringCache<string>(TOKENS);
  private readonly refreshes = new ExpiringCache<true>({
    lifetimeMs: REFRESH_EVERY_MS,
    capacity: TOKENS.capacity,
  });
  private readonly client: twilio.Twilio;

  constructor(private readonly settings: GatewaySettings) {
    const { twilioAccountSid, twilioAuthToken, twilioBaseUrl } = settings;
    const options = { timeout: TIMEOUT_MS, keepAlive: true };
    const httpClient = twilioBaseUrl
      ? new RebasedRequestClient(twilioBaseUrl, options)
      : new twilio.RequestClient(options);
    this.client = twilio(twilioAccountSid, twilioAuthToken, { httpClient });
  }

  /**
   * Undefined for an account that isn't ours.
   * @throws service_unavailable when Twilio doesn't say
   */
  async tokenOf(accountSid: string): Promise<string | undefined> {
    const { twilioAccountSid, twilioAuthToken } = this.settings;
    if (accountSid === twilioAccountSid) return twilioAuthToken;
    return this.tokens.get(accountSid, () => this.fetchToken(accountSid));
  }

  /** The token as Twilio has it now, for it may have been changed; undefined when we just asked. */
  async refreshedTokenOf(accountSid: string): Promise<string | undefined> {
    let due = false;
    await this.refreshes.get(accountSid, () => Promise.resolve((due = true)));
    if (!due || accountSid === this.settings.twilioAccountSid) return undefined;
    this.tokens.forget(accountSid);
    return this.tokenOf(accountSid);
  }

  private async fetchToken(accountSid: string): Promise<string | undefined> {
    try {
      return (await this.client.api.v2010.accounts(accountSid).fetch()).authToken;
    } catch (error) {
      if (error instanceof twilio.RestException && error.status === NOT_FOUND) return undefined;
      throw serviceUnavailable(
        'Twilio can not be asked about this account now.',
        withoutAnswer(error),
      );
    }
  }
}

/** The SDK hangs requests and answers on its errors, credentials included. */
function withoutAnswer(error: unknown): Error {
  const reason = error instanceof twilio.RestException ? `HTTP ${error.status}` : 'no answer';
  return new Error(`Twilio's account was not read: ${reason}`);
}
