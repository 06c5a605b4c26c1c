import twilio from 'twilio';

type Request<T> = typeof twilio.RequestClient.prototype.request<T>;
type Options<T> = Parameters<Request<T>>[0];
type Answer<T> = Awaited<ReturnType<Request<T>>>;

export interface RequestOptions {
  /** Instead of Twilio's own addresses. */
  readonly baseUrl?: string | undefined;
  readonly timeoutMs: number;
  readonly maxSockets?: number;
}

/**
 * The SDK's client, which keeps nothing of a request once it is answered and prints nothing of it. It
 * has no setting for another address, so requests are turned to it one by one; the header says whose
 * they were.
 */
export class RebasedRequestClient extends twilio.RequestClient {
  private readonly baseUrl: string | undefined;

  constructor({ baseUrl, timeoutMs, maxSockets }: RequestOptions) {
    super({ timeout: timeoutMs, keepAlive: true, maxSockets });
    this.baseUrl = baseUrl;
  }

  override async request<T>(options: Options<T>): Promise<Answer<T>> {
    try {
      return await super.request<T>({ ...this.rebased(options), logLevel: undefined });
    } finally {
      Object.assign(this, { lastRequest: undefined, lastResponse: undefined });
    }
  }

  private rebased<T>(options: Options<T>): Options<T> {
    if (this.baseUrl === undefined) return options;
    const asked = new URL(options.uri);
    const rebased = new URL(this.baseUrl);
    rebased.pathname = asked.pathname;
    rebased.search = asked.search;
    const headers = { ...options.headers, 'x-twilio-host': asked.host };
    return { ...options, uri: rebased.href, headers };
  }
}
