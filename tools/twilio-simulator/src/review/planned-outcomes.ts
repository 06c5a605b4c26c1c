import { DemoError } from '../demo/demo.error.js';
import { LIMITS } from '../limits.js';
import type { Store, Table } from '../state/store.js';
import type { Kind, Verdict } from './review.js';

/** What is to become of a registration that isn't reviewed yet. Null matches everything. */
export interface PlannedOutcome {
  id: string;
  kinds: readonly Kind[];
  sid: string | null;
  accountSid: string | null;
  nameContains: string | null;
  verdict: Verdict;
}

export interface Subject {
  sid: string;
  kind: Kind;
  accountSid: string;
  name: string;
}

/** Outcomes that were said beforehand, each for one review, in the order in which they came. */
export class PlannedOutcomes {
  private readonly table: Table<PlannedOutcome>;

  constructor(store: Store) {
    this.table = store.table<PlannedOutcome>('planned-outcome');
  }

  add(outcome: Omit<PlannedOutcome, 'id'>): void {
    if (this.table.size >= LIMITS.plannedOutcomes) {
      throw new DemoError(409, 'too_many', `${LIMITS.plannedOutcomes} outcomes wait already`);
    }
    const id = crypto.randomUUID();
    this.table.put(id, { ...outcome, id });
  }

  take({ sid, kind, accountSid, name }: Subject): Verdict | undefined {
    const outcome = this.table
      .values()
      .find(
        (planned) =>
          planned.kinds.includes(kind) &&
          (planned.sid ?? sid) === sid &&
          (planned.accountSid ?? accountSid) === accountSid &&
          name.includes(planned.nameContains ?? ''),
      );
    if (outcome) this.table.delete(outcome.id);
    return outcome?.verdict;
  }
}
