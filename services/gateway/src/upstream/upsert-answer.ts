import type { Upserted } from '@fieldline/contracts';
import type { FastifyReply } from 'fastify';

export type UpsertAnswer<T> = T & { outcome: Upserted<T>['outcome']; pending?: true };

/** The record with what became of it: 201 when it is new, 202 when others haven't heard of it yet. */
export function upsertAnswer<T>(
  { outcome, record, pending = false }: Upserted<T> & { pending?: boolean },
  reply: FastifyReply,
): UpsertAnswer<T> {
  if (pending) reply.code(202);
  else if (outcome === 'created') reply.code(201);
  return { ...record, outcome, ...(pending && { pending: true }) };
}
