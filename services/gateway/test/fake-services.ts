import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Principal } from '@fieldline/contracts';
import { decodeJwt } from 'jose';

export interface Asked {
  readonly method: string;
  /** `/messaging/contacts/ext%3AC-1`: the service, then its path. */
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly principal: Principal;
}

export interface Given {
  readonly status?: number;
  readonly body?: unknown;
  /** JSON lines, as they are: at once, or piece by piece as they are taken. */
  readonly lines?: string | Iterable<string>;
}

/** Messaging has heard of everybody, unless it is taught otherwise. */
const PEOPLE = /^\/messaging\/projections\/user\//;

type Answer = (asked: Asked) => Given | Promise<Given>;

/** Everything behind the gateway on one port. What wasn't taught is answered 500, and remembered. */
export class FakeServices {
  asked: Asked[] = [];
  private readonly answers: { method: string; path: RegExp; answer: Answer }[] = [];
  private readonly server = createServer((request, response) => {
    void this.respond(request, response);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  forget(): void {
    this.asked = [];
    this.answers.length = 0;
  }

  /** The last that was taught for a path counts. */
  on(method: string, path: RegExp, answer: Answer | Given): void {
    const given = typeof answer === 'function' ? answer : () => answer;
    this.answers.unshift({ method, path, answer: given });
  }

  askedFor(method: string, path: RegExp): Asked[] {
    return this.asked.filter((asked) => asked.method === method && path.test(asked.path));
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://services');
    const { method = '', headers } = request;
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    const claims = token ? decodeJwt(token) : {};
    const asked = {
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers,
      body: await text(request),
      principal: { ...claims, id: claims.sub } as unknown as Principal,
    };
    this.asked.push(asked);
    const known = this.answers.find((a) => a.method === method && a.path.test(url.pathname));
    const unknown = PEOPLE.test(url.pathname) ? { body: { version: 1_000 } } : { status: 500 };
    const { status = 200, body = {}, lines }: Given = known ? await known.answer(asked) : unknown;
    if (lines !== undefined) {
      response.writeHead(status, { 'content-type': 'application/x-ndjson' });
      const pieces = typeof lines === 'string' ? [lines] : lines;
      // Whoever is asked may be hung up on.
      await pipeline(Readable.from(pieces, { highWaterMark: 1 }), response).catch(() => undefined);
      return;
    }
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
  }
}

/** A problem as a service answers it. */
export function problem(status: number, code: string, extras: object = {}): Given {
  const detail = `Because of ${code}.`;
  return {
    status,
    body: { type: `/problems/${code}`, title: code, status, code, detail, traceId: 't', ...extras },
  };
}
