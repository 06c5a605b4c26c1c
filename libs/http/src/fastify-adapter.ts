/**
 * Fastify as every service runs it. Some errors never reach Nest: malformed URLs, over-long parameters and
 * what Node's HTTP parser refuses. They are answered here in the same format.
 */
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { nameRoute } from '@fieldline/telemetry';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 } from 'uuid';
import { PROBLEM_TYPE, problemDocument, sendProblem } from './problem-answer.js';
import { serviceUnavailable } from './problems.js';
import { REQUEST_ID_HEADER, requestId } from './request-id.js';
import { problemOfStatus, toProblem } from './to-problem.js';

/** A whole request, headers and body, must arrive within this. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than load balancers keep theirs (60 s), so that they never reuse a connection we just closed. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
const MAX_PARAM_LENGTH = 512;

export interface AdapterOptions {
  readonly bodyLimit: number;
  readonly trustProxy: boolean | string | string[];
}

export function fastifyAdapter({ bodyLimit, trustProxy }: AdapterOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit,
    trustProxy,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // Nest's own runs through our hooks, Fastify's doesn't.
    return503OnClosing: false,
    genReqId: requestId,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { url } = request.routeOptions;
    if (url) nameRoute(request.method, url);
    done();
  });
  fastify.addHook('onSend', finish);
  return adapter;
}

/** Names the request on every answer, and turns Nest's plain 503 of a closing app into a problem. */
function finish(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  reply.header(REQUEST_ID_HEADER, request.id);
  const type = String(reply.getHeader('content-type') ?? '');
  if (reply.statusCode !== 503 || !type.startsWith('application/json')) {
    done(null, payload);
    return;
  }
  reply.header('content-type', PROBLEM_TYPE).removeHeader('content-length');
  done(null, problemDocument(serviceUnavailable('This server is shutting down.'), request.id));
}

function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.header(REQUEST_ID_HEADER, request.id);
  sendProblem(reply, toProblem(error));
}

const STATUS_OF_CLIENT_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};

/** What Node couldn't parse as HTTP: there is no request, only a socket. */
function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = STATUS_OF_CLIENT_ERROR[error.code ?? ''] ?? 400;
  if (socket.writable) {
    const id = v7();
    const body = problemDocument(problemOfStatus(status), id);
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        `Content-Type: ${PROBLEM_TYPE}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        `${REQUEST_ID_HEADER}: ${id}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroySoon();
}
