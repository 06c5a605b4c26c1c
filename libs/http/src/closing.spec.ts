import { expect, test } from '@jest/globals';
import { Body, Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@fieldline/telemetry';
import { createHttpApp, listenOn } from './index.js';

const logger = createLogger({ service: 'spec', level: 'silent' });
/** Far less than a connection is kept for (72 s), far more than a close takes. */
const SOON_MS = 30_000;

const begun: ServerResponse[] = [];

@Controller()
class EchoController {
  @Get('hello') hello(): object {
    return { hello: true };
  }
  @Post('echo') echo(@Body() body: object): object {
    return body;
  }
  @Get('long') long(@Res() reply: FastifyReply): void {
    reply.hijack();
    begun.push(reply.raw.writeHead(200));
    reply.raw.write('one');
  }
}
@Module({ controllers: [EchoController] })
class EchoModule {}

const HELLO = 'GET /hello HTTP/1.1\r\nHost: spec\r\n\r\n';
const BODY = '{"a":"one","b":"two"}';
const POST =
  'POST /echo HTTP/1.1\r\nHost: spec\r\nContent-Type: application/json\r\n' +
  `Content-Length: ${BODY.length}\r\n\r\n`;

async function serve(lameDuckMs: number): Promise<{ app: NestFastifyApplication; port: number }> {
  const app = await createHttpApp(EchoModule, { logger });
  return { app, port: await listenOn(app, '127.0.0.1', 0, { lameDuckMs }) };
}

/** A client that never ends its side by itself. */
class Client {
  heard = '';
  readonly ended: Promise<unknown>;
  private readonly socket: Socket;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.setEncoding('utf8').on('data', (text: string) => (this.heard += text));
    this.ended = once(this.socket, 'end');
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Resolves once the whole text was heard; forgets what was heard so far. */
  async hears(text: string): Promise<string> {
    while (!this.heard.includes(text)) await once(this.socket, 'data');
    const { heard } = this;
    this.heard = '';
    return heard;
  }

  leave(): void {
    this.socket.destroy();
  }
}

async function greeted(port: number): Promise<Client> {
  const client = new Client(port);
  client.send(HELLO);
  expect(await client.hears('{"hello":true}')).toMatch(/^Connection: keep-alive/im);
  return client;
}

/** @returns how long it took, in ms */
async function closed(app: NestFastifyApplication): Promise<number> {
  const began = performance.now();
  await app.getHttpAdapter().getInstance().close();
  return performance.now() - began;
}

test.each([
  ['its headers', POST.slice(0, 40), POST.slice(40) + BODY],
  ['its body', POST + BODY.slice(0, 10), BODY.slice(10)],
])(
  'a request that stops within %s as the close begins is answered, and its connection ends',
  async (_part, first, rest) => {
    for (const lameDuckMs of [0, 500]) {
      const { app, port } = await serve(lameDuckMs);
      const client = await greeted(port);
      client.send(first);
      await sleep(200);
      const closing = closed(app);
      await sleep(1_500);
      client.send(rest);
      const answer = await client.hears(BODY);
      expect(answer).toMatch(/^HTTP\/1.1 201 /);
      expect(answer).toMatch(/^Connection: close/im);
      await client.ended;
      expect(await closing).toBeLessThan(SOON_MS);
      client.leave();
    }
  },
  120_000,
);

test('an answer that has begun as a connection to keep ends with it', async () => {
  const { app, port } = await serve(0);
  const client = await greeted(port);
  client.send('GET /long HTTP/1.1\r\nHost: spec\r\n\r\n');
  await client.hears('one');
  const closing = closed(app);
  await sleep(200);
  begun.pop()!.end('two');
  await client.ended;
  expect(client.heard).toContain('two');
  expect(await closing).toBeLessThan(SOON_MS);
  client.leave();
}, 120_000);

test('while the close waits, idle and new connections are answered for the last time', async () => {
  const { app, port } = await serve(2_000);
  const idle = await greeted(port);
  const quiet = await greeted(port);
  const closing = closed(app);
  const fresh = new Client(port);
  for (const client of [idle, fresh]) {
    client.send(HELLO);
    expect(await client.hears('{"hello":true}')).toMatch(/^Connection: close/im);
    await client.ended;
  }
  await quiet.ended;
  const tookMs = await closing;
  expect(tookMs).toBeGreaterThan(1_900);
  expect(tookMs).toBeLessThan(SOON_MS);
  for (const client of [idle, quiet, fresh]) client.leave();
}, 120_000);

test('what has no end of its own is ended at once, by those who hooked in before', async () => {
  const app = await createHttpApp(EchoModule, { logger });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preClose', async () => void begun.pop()?.end('two'));
  const port = await listenOn(app, '127.0.0.1', 0, { lameDuckMs: 5_000 });
  const client = await greeted(port);
  client.send('GET /long HTTP/1.1\r\nHost: spec\r\n\r\n');
  await client.hears('one');
  const closing = closed(app);
  await client.hears('two');
  const fresh = new Client(port);
  fresh.send(HELLO);
  await fresh.hears('{"hello":true}');
  await closing;
  for (const each of [client, fresh]) each.leave();
}, 120_000);

test('a close waits for nobody where nobody is connected', async () => {
  const { app, port } = await serve(SOON_MS);
  const client = await greeted(port);
  client.leave();
  await sleep(200);
  expect(await closed(app)).toBeLessThan(SOON_MS);
}, 120_000);

test('a request that is never finished holds up no close', async () => {
  const { app, port } = await serve(0);
  const clients = [POST.slice(0, 40), POST + BODY.slice(0, 10)].map((half) => {
    const client = new Client(port);
    client.send(half);
    return client;
  });
  await sleep(200);
  expect(await closed(app)).toBeLessThan(SOON_MS);
  for (const client of clients) client.leave();
}, 120_000);
