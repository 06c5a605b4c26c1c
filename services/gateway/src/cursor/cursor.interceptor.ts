import { principalOf } from '@fieldline/http';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { type AskedList, bindCursor, unbindCursor } from './cursor.mark.js';

type Request = FastifyRequest<{ Querystring: { cursor?: unknown } }>;

/** Cursors of every list are bound to it here: behind this door nobody meets one of another list. */
@Injectable()
export class CursorInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    if (request.method !== 'GET') return next.handle();
    const { query, url } = request;
    const list = { tenantId: principalOf(request)?.tenantId ?? null, url };
    if (typeof query.cursor === 'string') query.cursor = unbindCursor(query.cursor, list);
    return next.handle().pipe(map((answer: unknown) => bound(answer, list)));
  }
}

function bound(answer: unknown, list: AskedList): unknown {
  return isPage(answer) ? { ...answer, nextCursor: bindCursor(answer.nextCursor, list) } : answer;
}

function isPage(answer: unknown): answer is { nextCursor: string } {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'nextCursor' in answer &&
    typeof answer.nextCursor === 'string'
  );
}
