import { type FieldError, principalOf, Problem, toProblem } from '@fieldline/http';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { PLATFORM_ID } from '../tenant/platform.js';
import { IDEMPOTENCY_KEY_REUSED } from './idempotency.errors.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import type { Claim } from './idempotency.queries.js';
import { IdempotencyService, type KeptAnswer } from './idempotency.service.js';

const WRITES = new Set(['DELETE', 'PATCH', 'POST', 'PUT']);

/** Every write with an `Idempotency-Key` is executed once; who repeats it gets the first answer. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyService) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = principalOf(request);
    if (!principal || !WRITES.has(request.method)) return next.handle();
    const key = idempotencyKeyOf(request);
    if (key === undefined) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const tenantId = principal.tenantId ?? PLATFORM_ID;
    const { method, url: path, body } = request;
    const claim = await this.idempotency.claim({ tenantId, key, method, path, body });
    return of('status' in claim ? replay(claim, reply) : await this.execute(claim, next, reply));
  }

  private async execute(claim: Claim, next: CallHandler, reply: FastifyReply): Promise<unknown> {
    try {
      const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.idempotency.keep(claim, reply.statusCode, { value });
      return value;
    } catch (error) {
      const problem = toProblem(error);
      if (isDecision(problem)) await this.idempotency.keep(claim, problem.status, { problem });
      else await this.idempotency.release(claim);
      throw error;
    }
  }
}

/**
 * A server's trouble, a pace or a doubted token decide nothing about the request. Neither does a key
 * that a service knows for another request: kept, it would be the answer to that one's repetition.
 */
function isDecision({ status, code }: Problem): boolean {
  return status < 500 && status !== 429 && status !== 401 && code !== IDEMPOTENCY_KEY_REUSED;
}

interface Kept {
  readonly value?: unknown;
  readonly problem?: {
    code: string;
    status: number;
    title: string;
    detail: string;
    errors?: FieldError[];
    extras?: Record<string, unknown>;
  };
}

function replay({ status, answer }: KeptAnswer, reply: FastifyReply): unknown {
  const { value, problem } = answer as Kept;
  reply.header('idempotency-replayed', 'true');
  if (problem) throw new Problem(problem);
  reply.code(status);
  return value;
}
