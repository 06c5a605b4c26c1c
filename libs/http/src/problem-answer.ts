import { currentTraceId } from '@fieldline/telemetry';
import type { FastifyReply } from 'fastify';
import type { Problem } from './problem.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** The RFC 9457 document. `reference` stands in for the trace id when nothing is traced. */
export function problemDocument(problem: Problem, reference?: string): string {
  const { extras, title, status, code, detail, errors } = problem;
  return JSON.stringify({
    ...extras,
    type: `/problems/${code}`,
    title,
    status,
    code,
    detail,
    ...(errors && { errors }),
    traceId: currentTraceId() ?? reference,
  });
}

/** Answers with the problem, unless the answer has begun: then the connection is cut, so that no half is taken for a whole. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const retryAfter = problem.extras?.['retryAfterSeconds'];
  if (typeof retryAfter === 'number') reply.header('retry-after', String(Math.ceil(retryAfter)));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  reply.removeHeader('content-length').removeHeader('content-encoding');
  void reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .send(problemDocument(problem, reply.request.id));
}
