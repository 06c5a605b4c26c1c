import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import twilio from 'twilio';
import { type Simulator, type SimulatorOptions, startSimulator } from '../index.js';

export const ACCOUNT_SID = 'AC00000000000000000000000000000001';
export const AUTH_TOKEN = 'parent-token';

export function newSimulator(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  return startSimulator({
    port: 0,
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    timing: { sentAfterMs: 15, deliveredAfterMs: 15 },
    ...options,
  });
}

export interface Exchange {
  method: string;
  url: URL;
  form: string | undefined;
  status: number;
  body: unknown;
}

type HttpRequest<TData> = Parameters<typeof twilio.RequestClient.prototype.request<TData>>[0];

/** The official client, sent to the simulator instead of Twilio; it keeps what was said. */
export class SimulatorClient extends twilio.RequestClient {
  readonly exchanges: Exchange[] = [];

  constructor(private readonly simulatorUrl: string) {
    super({ timeout: 10_000 });
  }

  override async request<TData>(options: HttpRequest<TData>) {
    const meant = new URL(options.uri);
    const url = new URL(meant.pathname + meant.search, this.simulatorUrl);
    const headers = { ...options.headers, 'X-Sim-Host': meant.host };
    const response = await super.request<TData>({ ...options, uri: url.href, headers });
    const query = new URLSearchParams(Object.entries(options.params ?? {}).map(pair));
    const fields = Object.entries(options.data ?? {}).flatMap(([name, value]) =>
      [value].flat().map((item) => pair([name, item])),
    );
    this.exchanges.push({
      method: options.method.toUpperCase(),
      url: new URL(meant.href + (query.size > 0 ? `?${query.toString()}` : '')),
      form: options.data === undefined ? undefined : new URLSearchParams(fields).toString(),
      status: response.statusCode,
      body: response.body,
    });
    return response;
  }
}

const pair = ([name, value]: [string, unknown]): [string, string] => [name, String(value)];

export function sdk(
  simulator: Simulator,
  { sid = ACCOUNT_SID, token = AUTH_TOKEN, actingOn }: Partial<Record<string, string>> = {},
) {
  const httpClient = new SimulatorClient(simulator.url);
  const client = twilio(sid, token, { httpClient, ...(actingOn ? { accountSid: actingOn } : {}) });
  return Object.assign(client, { exchanges: httpClient.exchanges });
}

export interface Received {
  url: string;
  params: Record<string, string>;
  body: string;
  headers: IncomingHttpHeaders;
}

/** An application that gets callbacks; `answers` are the statuses of the next ones, then 204. */
export class Application {
  readonly received: Received[] = [];
  answers: (number | 'hang')[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.received.push({
      url: `${this.url}${request.url ?? ''}`,
      params: Object.fromEntries(new URLSearchParams(body)),
      body,
      headers: request.headers,
    });
    const answer = this.answers.shift() ?? 204;
    if (answer !== 'hang') response.writeHead(answer).end();
  }

  async listen(port = 0): Promise<this> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get port(): number {
    const address = this.server.address() satisfies AddressInfo | string | null;
    return typeof address === 'object' && address ? address.port : 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  statuses(sid?: string): string[] {
    return this.received
      .filter(({ params }) => sid === undefined || params.MessageSid === sid)
      .map(({ params }) => params.MessageStatus ?? params.SmsStatus ?? '');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Waits until `read` gives a value that isn't undefined, null or false. */
export async function until<T>(
  read: () => T | Promise<T>,
  what = 'the condition',
): Promise<NonNullable<T>> {
  const giveUpAt = Date.now() + 5_000;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await pause(5);
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export const randomPhone = () =>
  `+1512234${String(randomBytes(2).readUInt16BE() % 10_000).padStart(4, '0')}`;

/** Asks the simulator's own API. */
export async function demo(
  simulator: Simulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(simulator.url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: isJson ? JSON.parse(answer) : answer, response };
}
