import type { RepublicationRun, RepublicationState, RepublicationView } from '@fieldline/contracts';
import type { Database } from '@fieldline/database';
import {
  findRuns,
  insertRuns,
  newestRuns,
  type RepublicationRequest,
  type RunRow,
} from './republication.queries.js';
import type { Republisher } from './republisher.js';

/** What an operator has one service say again. */
export class Republications {
  constructor(
    private readonly service: string,
    private readonly database: Database,
    /** Types of its state facts. */
    readonly facts: readonly string[],
    private readonly republisher: Republisher,
  ) {}

  /**
   * Takes a request on; it is worked off behind the earlier ones. The same id again changes nothing.
   * @throws RangeError when a fact isn't among this service's, or none is named
   */
  async begin(request: RepublicationRequest): Promise<RepublicationView> {
    if (!request.facts.every((fact) => this.facts.includes(fact)))
      throw new RangeError(`facts are ${this.facts.join(', ')}`);
    await insertRuns(this.database, request);
    this.republisher.wake();
    const begun = await this.find(request.id);
    if (!begun) throw new RangeError('no fact is named');
    return begun;
  }

  /** Undefined when there is none of that id. */
  async find(id: string): Promise<RepublicationView | undefined> {
    return this.toViews(await findRuns(this.database, id))[0];
  }

  /** Newest first. @param page those with an id before `before` */
  async list(page: { before?: string; limit: number }): Promise<RepublicationView[]> {
    return this.toViews(await newestRuns(this.database, page));
  }

  private toViews(rows: readonly RunRow[]): RepublicationView[] {
    return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((runs) => {
      const [first] = runs;
      return first ? [this.toView(first, runs)] : [];
    });
  }

  private toView(
    { id, ofTenant, reason, requestedBy, requestedAt }: RunRow,
    rows: readonly RunRow[],
  ): RepublicationView {
    const runs = rows.map((row) => this.toRun(row));
    return {
      id,
      state: stateOfRuns(runs),
      tenantId: ofTenant,
      reason,
      requestedBy,
      requestedAt: requestedAt.toISOString(),
      runs,
    };
  }

  private toRun({ type, state, republished, error, endedAt }: RunRow): RepublicationRun {
    const at = endedAt?.toISOString() ?? null;
    return { fact: type, service: this.service, state, republished, error, endedAt: at };
  }
}

/** Of a whole republication, by its runs. */
export function stateOfRuns(
  runs: readonly { readonly state: RepublicationState }[],
): RepublicationState {
  if (runs.some(({ state }) => state === 'running')) return 'running';
  return runs.some(({ state }) => state === 'failed') ? 'failed' : 'done';
}
