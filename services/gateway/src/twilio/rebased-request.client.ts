import twilio from 'twilio';

type Request<T> = typeof twilio.RequestClient.prototype.request<T>;
type Options<T> = Parameters<Request<T>>[0];
type Answer<T> = Awaited<ReturnType<Request<T>>>;

/** The SDK has no setting for another address, so its requests are turned to it one by one. */
export class RebasedRequestClient extends twilio.RequestClient {
  constructor(
    private readonly baseUrl: string,
    options: ConstructorParameters<typeof twilio.RequestClient>[0],
  ) {
    super(options);
  }

  override request<T>(options: Options<T>): Promise<Answer<T>> {
    const asked = new URL(options.uri);
    const rebased = new URL(this.baseUrl);
    rebased.pathname = asked.pathname;
    rebased.search = asked.search;
    return super.request<T>({ ...options, uri: rebased.href });
  }
}
