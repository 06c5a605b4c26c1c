import {
  actorOf,
  type DeadLetterDetail,
  type DeadLetterResolved,
  type DeadLetterView,
  isId,
  type ListDeadLetters,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { DeadLetters } from '@fieldline/events';
import { invalidRequest, notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { toDeadLetterProblem } from './dead-letter.errors.js';

/** The dead letters of this service, as its doors show them. */
@Injectable()
export class DeadLetterService {
  constructor(private readonly letters: DeadLetters) {}

  /** Newest first; the cursor is the last letter's id, in every service. */
  async list({ limit, cursor, ...filter }: ListDeadLetters): Promise<Page<DeadLetterView>> {
    const [before] = readCursor(cursor, 1);
    if (before !== undefined && !isId(before))
      throw invalidRequest([{ field: 'cursor', message: 'cursor is not one of ours' }]);
    const rows = await this.letters.list({ ...filter, before, limit: limit + 1 });
    return toPage(rows, limit, ({ id }) => [id]);
  }

  /** @throws Problem not_found */
  async get(id: string): Promise<DeadLetterDetail> {
    return found(isId(id) ? await this.letters.find(id) : undefined);
  }

  /** @throws Problem not_found, dead_letter_busy, dead_letter_waits, dead_letter_dropped, service_unavailable */
  replay(id: string, caller: Principal, reason: string): Promise<DeadLetterResolved> {
    return resolved(id, () => this.letters.replay(id, { by: actorOf(caller), reason }));
  }

  /** @throws Problem not_found, dead_letter_busy, dead_letter_replayed, service_unavailable */
  drop(id: string, caller: Principal, reason: string): Promise<DeadLetterResolved> {
    return resolved(id, () => this.letters.drop(id, { by: actorOf(caller), reason }));
  }
}

async function resolved(
  id: string,
  resolve: () => Promise<DeadLetterResolved | undefined>,
): Promise<DeadLetterResolved> {
  try {
    return found(isId(id) ? await resolve() : undefined);
  } catch (error) {
    throw toDeadLetterProblem(error);
  }
}

function found<T>(letter: T | undefined): T {
  if (!letter) throw notFound('dead letter');
  return letter;
}
