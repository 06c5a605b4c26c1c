import { principalOf } from '@fieldline/http';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { PLATFORM_ID } from '../tenant/platform.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import type { Claim } from './idempotency.queries.js';
import { IdempotencyService, type KeptAnswer } from './idempotency.service.js';
import { isKnownByKey, keepsNothing } from './kept.js';

const WRITES = new Set(['DELETE', 'PATCH', 'POST', 'PUT']);

/**
 * Every write with an `Idempotency-Key` is executed once; who repeats it gets the first answer. What was refused
 * was not done: nothing of it is kept, and the same key may try again once the reason is gone.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly reflector: Reflector,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = principalOf(request);
    if (!principal || !WRITES.has(request.method)) return next.handle();
    if (keepsNothing(this.reflector, context)) return next.handle();
    const key = idempotencyKeyOf(request);
    if (key === undefined) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const tenantId = principal.tenantId ?? PLATFORM_ID;
    const { method, url: path } = request;
    const byKey = isKnownByKey(this.reflector, context);
    const body = byKey ? undefined : request.body;
    const claim = await this.idempotency.claim({
      tenantId,
      key,
      method,
      path,
      body,
      isSlow: byKey,
    });
    if ('status' in claim) return of(replay(claim, reply));
    return of(await this.execute(claim, next, reply));
  }

  private async execute(claim: Claim, next: CallHandler, reply: FastifyReply): Promise<unknown> {
    try {
      const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.idempotency.keep(claim, reply.statusCode, { value });
      return value;
    } catch (error) {
      await this.idempotency.release(claim);
      throw error;
    }
  }
}

function replay({ status, answer }: KeptAnswer, reply: FastifyReply): unknown {
  reply.header('idempotency-replayed', 'true');
  reply.code(status);
  return (answer as { readonly value?: unknown }).value;
}
