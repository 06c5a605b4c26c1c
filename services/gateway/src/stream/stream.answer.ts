import type { ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { OpenStreams } from './open-streams.js';

export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** Takes the answer out of Fastify's hands: it has no end that could be waited for. */
export function beginStream(reply: FastifyReply): ServerResponse {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': EVENT_STREAM,
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-request-id': reply.request.id,
    // What comes after a stream is a new connection, to whoever serves by then.
    connection: 'close',
  });
  return raw;
}

/** A server that closes waits for its answers: the streams are ended first. */
export function endStreamsOnClose(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', (done) => {
      app.get(OpenStreams).endAll();
      done();
    });
}
