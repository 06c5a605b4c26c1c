import { serviceUnavailable } from '@fieldline/http';
import twilio from 'twilio';
import { ParentClient } from './parent-client.js';
import { Remembered } from './remembered.js';
import type { TwilioSettings } from './twilio-settings.js';

const TIMEOUT_MS = 5_000;
const NOT_FOUND = 404;
const TOKENS = { lifetimeMs: 60 * 60 * 1_000, capacity: 1_000 };
/** Whoever has a callback's address could make us ask Twilio at each forgery. */
const REFRESH_EVERY_MS = 10_000;

/** Tokens by account. A subaccount's is read from Twilio and kept in memory, never stored. */
export class AccountTokens {
  private readonly tokens = new Remembered<string>(TOKENS);
  private readonly refreshes = new Remembered<true>({ ...TOKENS, lifetimeMs: REFRESH_EVERY_MS });
  private readonly client: ParentClient;

  constructor(private readonly own: TwilioSettings) {
    this.client = new ParentClient(own, { timeoutMs: TIMEOUT_MS });
  }

  /**
   * Undefined for an account that isn't ours.
   * @throws service_unavailable when Twilio doesn't say
   */
  async tokenOf(accountSid: string): Promise<string | undefined> {
    if (accountSid === this.own.twilioAccountSid) return this.own.twilioAuthToken;
    return this.tokens.get(accountSid, () => this.fetchToken(accountSid));
  }

  /** The token as Twilio has it now, for it may have been changed; undefined when we just asked. */
  async refreshedTokenOf(accountSid: string): Promise<string | undefined> {
    let due = false;
    await this.refreshes.get(accountSid, () => Promise.resolve((due = true)));
    if (!due || accountSid === this.own.twilioAccountSid) return undefined;
    this.tokens.forget(accountSid);
    return this.tokenOf(accountSid);
  }

  private async fetchToken(accountSid: string): Promise<string | undefined> {
    try {
      return (await this.client.parent.api.v2010.accounts(accountSid).fetch()).authToken;
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
