import {
  actorOf,
  type BeginRepublication,
  isId,
  type ListQuery,
  type Page,
  type Principal,
  type RepublicationView,
} from '@fieldline/contracts';
import { Republications } from '@fieldline/events';
import { invalidRequest, notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';

/** What this service says again, as its doors show it. */
@Injectable()
export class RepublicationService {
  constructor(private readonly republications: Republications) {}

  /** @throws Problem invalid_request for what isn't a state fact of this service */
  async begin(
    caller: Principal,
    { id, facts, tenantId, reason }: BeginRepublication,
  ): Promise<RepublicationView> {
    const own = this.republications.facts;
    if (!facts.every((fact) => own.includes(fact)))
      throw invalidRequest([{ field: 'facts', message: `facts are ${own.join(', ')}` }]);
    const by = actorOf(caller);
    return this.republications.begin({ id, facts, tenantId: tenantId ?? null, reason, by });
  }

  /** Newest first; the cursor is the last one's id, in every service. */
  async list({ limit, cursor }: ListQuery): Promise<Page<RepublicationView>> {
    const [before] = readCursor(cursor, 1);
    if (before !== undefined && !isId(before))
      throw invalidRequest([{ field: 'cursor', message: 'cursor is not one of ours' }]);
    const found = await this.republications.list({ before, limit: limit + 1 });
    return toPage(found, limit, ({ id }) => [id]);
  }

  /** @throws Problem not_found */
  async get(id: string): Promise<RepublicationView> {
    const found = isId(id) ? await this.republications.find(id) : undefined;
    if (!found) throw notFound('republication');
    return found;
  }
}
