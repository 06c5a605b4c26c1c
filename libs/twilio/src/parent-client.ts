import twilio from 'twilio';
import { RebasedRequestClient, type RequestOptions } from './rebased-request.client.js';
import type { TwilioSettings } from './twilio-settings.js';

type ParentOptions = Omit<RequestOptions, 'baseUrl'>;

/** The SDK with the parent account's credentials; they send, fetch and list for subaccounts too. */
export class ParentClient {
  readonly parent: twilio.Twilio;
  private readonly accounts = new Map<string, twilio.Twilio>();
  private readonly httpClient: RebasedRequestClient;

  constructor(
    private readonly parentSettings: TwilioSettings,
    options: ParentOptions,
  ) {
    this.httpClient = new RebasedRequestClient({
      ...options,
      baseUrl: parentSettings.twilioBaseUrl,
    });
    this.parent = this.of(parentSettings.twilioAccountSid);
  }

  /** A client that acts on one account. */
  of(accountSid: string): twilio.Twilio {
    const known = this.accounts.get(accountSid);
    if (known) return known;
    const { twilioAccountSid, twilioAuthToken } = this.parentSettings;
    const client = twilio(twilioAccountSid, twilioAuthToken, {
      accountSid,
      httpClient: this.httpClient,
    });
    this.accounts.set(accountSid, client);
    return client;
  }
}
