import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@fieldline/telemetry';
import type { FastifyReply } from 'fastify';
import { type Observable, throwError } from 'rxjs';
import { sendProblem } from './problem-answer.js';
import type { Problem } from './problem.js';
import { toProblem } from './to-problem.js';

/**
 * The last stop of every error. HTTP callers get a problem document; a transport gets the error itself,
 * because it decides by the class whether to repeat; other doors (GraphQL) format errors themselves.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    const door = host.getType();
    if (door === 'rpc') return throwError(() => error);
    if (door !== 'http') throw error;
    const problem = toProblem(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    this.log(problem, reply.request.id);
    sendProblem(reply, problem);
  }

  /** 4xx are the caller's; a known outage is a warning; what nobody foresaw is an error. */
  private log(problem: Problem, requestId: string): void {
    if (problem.status < 500) return;
    const { code, status, detail, cause } = problem;
    const level = code === 'internal_error' ? 'error' : 'warn';
    this.logger[level]({ err: cause ?? problem, code, status, requestId }, detail);
  }
}
