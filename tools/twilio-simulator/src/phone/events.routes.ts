import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { DemoError } from '../demo/demo.error.js';
import { LIMITS } from '../limits.js';
import type { Messages } from '../message/messages.js';
import { phoneOf } from './phone.js';

const GATHER_MS = 150;
const KEEP_ALIVE_MS = 20_000;

/** `GET /events`: server-sent events that name the phones whose texts have changed. */
export function eventRoutes(server: FastifyInstance, messages: Messages): void {
  const streams = new Set<ServerResponse>();
  const changed = new Set<string>();
  const write = (text: string) => {
    for (const stream of streams) stream.write(text);
  };

  let gathering: NodeJS.Timeout | undefined;
  const tell = () => {
    gathering = undefined;
    write(`data: ${JSON.stringify({ phones: [...changed] })}\n\n`);
    changed.clear();
  };
  const unsubscribe = messages.onChange((message) => {
    if (streams.size === 0) return;
    changed.add(phoneOf(message));
    gathering ??= setTimeout(tell, GATHER_MS);
  });
  const keepAlive = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS).unref();

  server.get('/events', (_request, reply) => {
    if (streams.size >= LIMITS.eventStreams) {
      throw new DemoError(503, 'too_many_streams', 'Too many pages watch the phones');
    }
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    stream.write('retry: 1000\n\n');
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
  });

  server.addHook('preClose', async () => {
    unsubscribe();
    clearInterval(keepAlive);
    clearTimeout(gathering);
    for (const stream of streams) stream.end();
  });
}
