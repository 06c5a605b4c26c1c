import twilio from 'twilio';
import { AccountTokens } from './account-tokens.js';
import { RebasedRequestClient } from './rebased-request.client.js';
import { TwilioFailure } from './twilio-failure.js';
import type { TwilioSettings } from './twilio-settings.js';

const UNAUTHORIZED = 401;
/** Beyond the time-outs of the requests themselves: whatever goes wrong, a call ends. */
const MARGIN_MS = 5_000;

/**
 * The SDK with a subaccount's own credentials: Twilio's subdomains (trusthub, messaging, events) take no
 * others. The token is in memory only.
 */
export class OwnClients {
  private readonly httpClient: RebasedRequestClient;
  private readonly tokens: AccountTokens;
  private readonly longestMs: number;

  constructor(settings: TwilioSettings & { readonly twilioTimeoutMs: number }) {
    this.tokens = new AccountTokens(settings);
    this.longestMs = settings.twilioTimeoutMs + MARGIN_MS;
    this.httpClient = new RebasedRequestClient({
      baseUrl: settings.twilioBaseUrl,
      timeoutMs: settings.twilioTimeoutMs,
    });
  }

  /**
   * One call as an account, of at most `twilioTimeoutMs` and five seconds once the token is known.
   * @throws TwilioFailure, which holds nothing of the request or of its answer but codes
   */
  async call<T>(accountSid: string, ask: (client: twilio.Twilio) => Promise<T>): Promise<T> {
    const token = await this.tokenOf(accountSid);
    try {
      const client = twilio(accountSid, token, { httpClient: this.httpClient });
      return await within(this.longestMs, ask(client));
    } catch (error) {
      const failure = TwilioFailure.of(error);
      if (failure.status === UNAUTHORIZED) await this.refresh(accountSid);
      throw failure;
    }
  }

  /** Without it nothing is asked, so nothing was done. */
  private async tokenOf(accountSid: string): Promise<string> {
    const token = await this.tokens.tokenOf(accountSid).catch(() => undefined);
    if (token === undefined) throw new TwilioFailure('busy', { reason: 'no token of the account' });
    return token;
  }

  private async refresh(accountSid: string): Promise<void> {
    await this.tokens.refreshedTokenOf(accountSid).catch(() => undefined);
  }
}

async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  const timeOut = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => timeOut.reject(new TwilioFailure('unknown', { reason: 'no answer' })),
    limitMs,
  );
  try {
    return await Promise.race([answer, timeOut.promise]);
  } finally {
    clearTimeout(timer);
  }
}
