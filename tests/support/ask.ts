/** Where a running product is, and how to be its operator. */
export interface Place {
  readonly url: string;
  readonly phonesUrl: string;
  readonly operatorKey: string;
  readonly dataDir: string;
}

// What a client may rely on is JSON: the stories look at it as a stranger's program would.
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export interface Ask {
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

/** One request to the public API. Text bodies go out as they are. */
export async function ask(
  { url }: Pick<Place, 'url'>,
  credential: string | null,
  method: string,
  path: string,
  { body, key, headers = {} }: Ask = {},
): Promise<Answer> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      // One that another story left unused for long may be closed just as it is used again.
      connection: 'close',
      ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    body: isRaw ? (body as string) : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text,
  };
}
