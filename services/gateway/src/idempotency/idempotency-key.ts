import { holdsTaxNumber, newId, Secret } from '@fieldline/contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invalidIdempotencyKey, taxNumberInKey } from './idempotency.errors.js';

const PRINTABLE = /^[\x20-\x7e]{1,200}$/;

/**
 * The request's `Idempotency-Key`, if it has one. It is kept, so that no tax number may be in it: neither what reads
 * as one nor the one of the body.
 * @throws invalid_idempotency_key, tax_number_in_key
 */
export function idempotencyKeyOf({
  headers,
  body,
}: Pick<FastifyRequest, 'headers' | 'body'>): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !PRINTABLE.test(key)) throw invalidIdempotencyKey();
  if (holdsTaxNumber(key, taxNumberOf(body))) throw taxNumberInKey();
  return key;
}

function taxNumberOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const { taxId } = body as { taxId?: unknown };
  if (taxId instanceof Secret) return taxId.reveal();
  return typeof taxId === 'string' || typeof taxId === 'number' ? String(taxId) : null;
}

/** What the ids of a write are derived from: the caller's key, or one that nobody else has. */
export const WriteKey = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    idempotencyKeyOf(context.switchToHttp().getRequest<FastifyRequest>()) ?? newId(),
);
