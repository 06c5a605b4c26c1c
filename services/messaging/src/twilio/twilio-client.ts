import { Injectable } from '@nestjs/common';
import twilio from 'twilio';
import { MessagingSettings } from '../config.js';

type RequestClient = InstanceType<typeof twilio.RequestClient>;
type Request = RequestClient['request'];

/** The SDK has no setting for another address, so its requests are turned to it one by one. */
class RebasedRequestClient extends twilio.RequestClient {
  constructor(
    private readonly baseUrl: string,
    options: ConstructorParameters<typeof twilio.RequestClient>[0],
  ) {
    super(options);
  }

  override request: Request = (options) => {
    const asked = new URL(options.uri);
    const rebased = new URL(this.baseUrl);
    rebased.pathname = asked.pathname;
    rebased.search = asked.search;
    const headers = { ...options.headers, 'x-twilio-host': asked.host };
    return super.request({ ...options, uri: rebased.href, headers });
  };
}

/** The SDK with the parent account's credentials; they send, fetch and list for subaccounts too. */
@Injectable()
export class TwilioClient {
  readonly parent: twilio.Twilio;
  private readonly accounts = new Map<string, twilio.Twilio>();
  private readonly httpClient: RequestClient;

  constructor(private readonly settings: MessagingSettings) {
    const options = { timeout: settings.twilioTimeoutMs, keepAlive: true, maxSockets: 64 };
    this.httpClient = settings.twilioBaseUrl
      ? new RebasedRequestClient(settings.twilioBaseUrl, options)
      : new twilio.RequestClient(options);
    this.parent = this.of(settings.twilioAccountSid);
  }

  /** A client that acts on one account. */
  of(accountSid: string): twilio.Twilio {
    const known = this.accounts.get(accountSid);
    if (known) return known;
    const { twilioAccountSid, twilioAuthToken } = this.settings;
    const client = twilio(twilioAccountSid, twilioAuthToken, {
      accountSid,
      httpClient: this.httpClient,
    });
    this.accounts.set(accountSid, client);
    return client;
  }
}
