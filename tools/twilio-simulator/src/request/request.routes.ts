import type { FastifyInstance } from 'fastify';
import { LIMITS } from '../limits.js';
import { limitOf } from '../demo/demo.error.js';
import type { RequestLog } from './request.log.js';

export function requestRoutes(server: FastifyInstance, log: RequestLog): void {
  server.get('/requests', (request) => ({
    requests: log.newest(limitOf(request.query, LIMITS.requestLog)),
  }));
}
