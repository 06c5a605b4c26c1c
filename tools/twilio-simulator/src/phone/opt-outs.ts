import { LIMITS } from '../limits.js';
import type { Store, Table } from '../state/store.js';

interface OptOut {
  ours: string;
  theirs: string;
  since: number;
}

/** Who stopped texts from which of our numbers. */
export class OptOuts {
  private readonly table: Table<OptOut>;

  constructor(store: Store) {
    this.table = store.table<OptOut>('opt-out');
  }

  has(ours: string, theirs: string): boolean {
    return this.table.has(keyOf(ours, theirs));
  }

  all(): OptOut[] {
    return this.table.values();
  }

  add(ours: string, theirs: string): void {
    this.table.put(keyOf(ours, theirs), { ours, theirs, since: Date.now() });
    const oldest = this.table.oldestKey();
    if (this.table.size > LIMITS.optOuts && oldest !== undefined) this.table.delete(oldest);
  }

  lift(ours: string, theirs: string): void {
    this.table.delete(keyOf(ours, theirs));
  }
}

const keyOf = (ours: string, theirs: string) => `${ours} ${theirs}`;
