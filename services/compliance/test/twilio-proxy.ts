import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What becomes of requests of an account, on their way to Twilio or on the way back. */
export interface Trouble {
  readonly accountSid: string;
  readonly method?: string;
  readonly path?: RegExp;
  /** How many of those that fit are let pass before. */
  readonly skip?: number;
  readonly times?: number;
  /**
   * - `refused`: Twilio never sees it, and answers so
   * - `lost`: Twilio takes it, and answers so
   * - `silent`: Twilio takes it, and nobody answers
   */
  readonly kind: 'refused' | 'lost' | 'silent';
  readonly status?: number;
  readonly code?: number;
}

export interface Seen {
  readonly accountSid: string;
  readonly method: string;
  readonly path: string;
  /** Whose address it was before it came here. */
  readonly host: string;
  /** Names of what was asked with: of the query, or of the form. */
  readonly names: readonly string[];
  readonly at: number;
  /** What Twilio answered; undefined for what it never saw. */
  readonly status: number | undefined;
}

/** Stands between us and Twilio, and does to requests what it's told. Remembers all of them. */
export class TwilioProxy {
  readonly seen: Seen[] = [];
  private readonly troubles: { trouble: Trouble; skip: number; left: number }[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: string,
    readonly url: string,
  ) {}

  static async start(target: string): Promise<TwilioProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const proxy = new TwilioProxy(server, target, `http://127.0.0.1:${port}`);
    server.on('request', (request, response) => void proxy.handle(request, response));
    return proxy;
  }

  trouble(trouble: Trouble): void {
    const { skip = 0, times = 1 } = trouble;
    this.troubles.push({ trouble, skip, left: times });
  }

  /** What Twilio made for an account, by path without SIDs. */
  made(accountSid: string): Record<string, number> {
    const made: Record<string, number> = {};
    for (const { method, path, status } of this.of(accountSid))
      if (method === 'POST' && status === 201) {
        const kind = path.replaceAll(/[A-Z]{2}[0-9a-f]{32}/g, '*');
        made[kind] = (made[kind] ?? 0) + 1;
      }
    return made;
  }

  of(accountSid: string): Seen[] {
    return this.seen.filter((each) => each.accountSid === accountSid);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { method = '', url = '' } = request;
    const [path = '', query = ''] = url.split('?');
    const seen = {
      accountSid: accountOf(request),
      method,
      path,
      host: String(request.headers['x-twilio-host']),
      names: [...new URLSearchParams(method === 'GET' ? query : body).keys()],
      at: Date.now(),
    };
    const trouble = this.take(seen);
    if (trouble?.kind === 'refused') {
      this.seen.push({ ...seen, status: undefined });
      return answer(response, trouble.status ?? 500, errorOf(trouble));
    }
    const forwarded = await fetch(`${this.target}${url}`, {
      method,
      headers: {
        authorization: request.headers.authorization ?? '',
        'x-twilio-host': String(request.headers['x-twilio-host'] ?? ''),
        ...(request.headers['x-twilio-api-version'] && {
          'x-twilio-api-version': String(request.headers['x-twilio-api-version']),
        }),
        ...(body !== '' && { 'content-type': request.headers['content-type'] ?? '' }),
      },
      ...(body !== '' && { body }),
    });
    const told = await forwarded.text();
    this.seen.push({ ...seen, status: forwarded.status });
    if (trouble?.kind === 'silent') return;
    if (trouble) return answer(response, trouble.status ?? 500, errorOf(trouble));
    answer(response, forwarded.status, told);
  }

  private take({ accountSid, method, path }: Omit<Seen, 'status'>): Trouble | undefined {
    for (const waiting of this.troubles) {
      const { trouble, left } = waiting;
      const fits =
        left > 0 &&
        trouble.accountSid === accountSid &&
        (trouble.method ?? method) === method &&
        (trouble.path?.test(path) ?? true);
      if (!fits) continue;
      if (waiting.skip > 0) {
        waiting.skip -= 1;
        continue;
      }
      waiting.left -= 1;
      return trouble;
    }
    return undefined;
  }
}

function accountOf(request: IncomingMessage): string {
  const [, encoded = ''] = (request.headers.authorization ?? '').split(' ');
  return Buffer.from(encoded, 'base64').toString().split(':')[0] ?? '';
}

function errorOf({ status = 500, code = 20_500 }: Trouble): string {
  return JSON.stringify({ code, status, message: 'Trouble 123456789', more_info: '' });
}

function answer(response: ServerResponse, status: number, body: string): void {
  const hasBody = status !== 204;
  response
    .writeHead(status, hasBody ? { 'content-type': 'application/json' } : {})
    .end(hasBody ? body : undefined);
}
