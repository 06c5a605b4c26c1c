import { newId } from '@fieldline/contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invalidIdempotencyKey } from './idempotency.errors.js';

const PRINTABLE = /^[\x20-\x7e]{1,200}$/;

/**
 * The request's `Idempotency-Key`, if it has one.
 * @throws invalid_idempotency_key
 */
export function idempotencyKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !PRINTABLE.test(key)) throw invalidIdempotencyKey();
  return key;
}

/** What the ids of a write are derived from: the caller's key, or one that nobody else has. */
export const WriteKey = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    idempotencyKeyOf(context.switchToHttp().getRequest<FastifyRequest>()) ?? newId(),
);
