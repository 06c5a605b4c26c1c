import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What becomes of a request to send, on its way to Twilio or on the way back. */
export type Trouble =
  | { readonly kind: 'late'; readonly afterMs: number }
  /** Twilio takes it; its answer comes once this has resolved. */
  | { readonly kind: 'answered after'; readonly event: Promise<unknown> }
  /** Twilio takes it, and nobody ever answers. */
  | { readonly kind: 'never answered' }
  | { readonly kind: 'answered twice' }
  | { readonly kind: 'error after'; readonly status: number }
  /** Twilio never sees it. */
  | { readonly kind: 'error before'; readonly status: number; readonly times: number }
  | { readonly kind: 'cut before' };

interface Forwarded {
  status: number;
  body: string;
}

/** Stands between us and Twilio, and does to the texts for a number what it's told. Counts what Twilio took. */
export class TwilioProxy {
  /** Texts that Twilio took, by the path of their callback, which names the message. */
  readonly taken = new Map<string, number>();
  /** Lists and fetches that were asked for. */
  readonly questions: string[] = [];
  /** Addresses that Twilio was told for inbound texts of numbers, by the names that it has for the numbers. */
  readonly addresses: { readonly numberSid: string; readonly url: string }[] = [];
  /** Addresses that Twilio isn't told: 503 instead. */
  refusesAddress: (url: string) => boolean = () => false;
  private readonly troubles = new Map<string, { trouble: Trouble; left: number }>();
  /** Lists are empty, as if Twilio hadn't got round to it yet. */
  showsNothing = false;
  private questionTrouble = 0;
  private refusedAccount: string | undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: string,
    private readonly port: number,
  ) {}

  static async start(target: string): Promise<TwilioProxy> {
    const server = createServer();
    await listen(server, 0);
    const proxy = new TwilioProxy(server, target, (server.address() as AddressInfo).port);
    server.on('request', (request, response) => void proxy.handle(request, response));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  trouble(to: string, trouble: Trouble): void {
    this.troubles.set(to, { trouble, left: trouble.kind === 'error before' ? trouble.times : 1 });
  }

  /** The next questions are answered with 503. */
  failQuestions(times: number): void {
    this.questionTrouble = times;
  }

  /** How many texts Twilio took for a message. */
  takenFor(messageId: string): number {
    const entry = [...this.taken].find(([path]) => path.includes(messageId));
    return entry?.[1] ?? 0;
  }

  /** Questions about one account are answered with 401 from now on. */
  refuseQuestionsOf(accountSid: string): void {
    this.refusedAccount = accountSid;
  }

  /** Nobody listens for a while: connections are refused. */
  async goAway(forMs: number): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await sleep(forMs);
    await listen(this.server, this.port);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const form = new URLSearchParams(body);
    const sends = request.method === 'POST' && /Messages\.json/.test(request.url ?? '');
    if (!sends) return this.answerQuestion(request, response, body);
    const trouble = this.takeTrouble(form.get('To') ?? '');
    if (trouble?.kind === 'cut before') return void request.socket.destroy();
    if (trouble?.kind === 'error before') return void response.writeHead(trouble.status).end('{}');
    const answer = await this.forward(request, body);
    if (answer.status === 201) this.count(form.get('StatusCallback') ?? '');
    await reply(response, answer, trouble);
  }

  private async answerQuestion(
    request: IncomingMessage,
    response: ServerResponse,
    body: string,
  ): Promise<void> {
    const [, numberSid] = /IncomingPhoneNumbers\/(PN\w+)\.json/.exec(request.url ?? '') ?? [];
    const url = new URLSearchParams(body).get('SmsUrl');
    if (request.method === 'POST' && numberSid && url !== null) {
      if (this.refusesAddress(url)) return void response.writeHead(503).end('{}');
      this.addresses.push({ numberSid, url });
    }
    const status = request.method === 'GET' ? this.questionStatus(request.url ?? '') : 200;
    if (status !== 200) return void response.writeHead(status).end('{}');
    const answer = await this.forward(request, body);
    if (this.showsNothing && /Messages\.json/.test(request.url ?? ''))
      answer.body = '{"messages":[]}';
    await reply(response, answer, undefined);
  }

  private questionStatus(url: string): number {
    this.questions.push(decodeURIComponent(url));
    if (this.refusedAccount && url.includes(this.refusedAccount)) return 401;
    this.questionTrouble -= 1;
    return this.questionTrouble >= 0 ? 503 : 200;
  }

  private takeTrouble(to: string): Trouble | undefined {
    const waiting = this.troubles.get(to);
    if (!waiting || waiting.left <= 0) return undefined;
    waiting.left -= 1;
    return waiting.trouble;
  }

  private async forward(request: IncomingMessage, body: string): Promise<Forwarded> {
    const response = await fetch(`${this.target}${request.url}`, {
      method: request.method,
      headers: {
        authorization: request.headers.authorization ?? '',
        ...(body !== '' && { 'content-type': request.headers['content-type'] ?? '' }),
      },
      ...(body !== '' && { body }),
    });
    return { status: response.status, body: await response.text() };
  }

  private count(callback: string): void {
    this.taken.set(callback, (this.taken.get(callback) ?? 0) + 1);
  }
}

async function reply(
  response: ServerResponse,
  { status, body }: Forwarded,
  trouble: Trouble | undefined,
): Promise<void> {
  if (trouble?.kind === 'never answered') return;
  if (trouble?.kind === 'late') await sleep(trouble.afterMs);
  if (trouble?.kind === 'answered after') await trouble.event;
  const { socket } = response;
  const answered = trouble?.kind === 'error after' ? trouble.status : status;
  response.writeHead(answered, { 'content-type': 'application/json' }).end(body);
  if (trouble?.kind === 'answered twice')
    socket?.write(
      `HTTP/1.1 201 Created\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}
