import type { FastifyError, FastifyInstance } from 'fastify';
import type { Logger } from '../logger.js';
import { DemoError } from './demo.error.js';
import { guardFromBrowsers } from './guard.js';

/** What every route of the simulator's own API shares: the guard, JSON only, and its errors. */
export function prepareDemoApi(
  server: FastifyInstance,
  { allowedHosts, logger }: { allowedHosts: readonly string[]; logger: Logger },
): void {
  guardFromBrowsers(server, allowedHosts);
  server.removeContentTypeParser('text/plain');

  server.setErrorHandler((error: FastifyError | DemoError, request, reply) => {
    const status = error instanceof DemoError ? error.status : (error.statusCode ?? 500);
    const code = error instanceof DemoError ? error.code : 'bad_request';
    if (status >= 500) {
      logger.error(`${request.method} ${request.routeOptions.url} failed: ${String(error)}`);
      return reply.code(500).send({ code: 'internal', message: 'The simulator failed' });
    }
    return reply.code(status).send({ code, message: error.message });
  });
}
