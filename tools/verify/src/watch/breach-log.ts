import type { Logger } from '@fieldline/telemetry';
import type { Outcome } from '../verify-installation.js';

/** Says of each breach once what it is and which rows, again when there are more, and once that it is over. */
export class BreachLog {
  /** Rows that were named and how many there were, by the invariant that doesn't hold. */
  private readonly told = new Map<string, { readonly rows: Set<string>; count: number }>();

  constructor(private readonly logger: Logger) {}

  tell(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const { name: invariant, count, notChecked, overran } = outcome;
      if (overran) this.logger.warn({ invariant }, `not checked: ${notChecked}`);
      if (count > 0) this.tellBreach(outcome);
      else if (notChecked === undefined && this.told.delete(invariant))
        this.logger.info({ invariant }, 'holds again');
    }
  }

  private tellBreach({ name: invariant, says, count, examples }: Outcome): void {
    const told = this.told.get(invariant) ?? { rows: new Set<string>(), count: 0 };
    const rows = examples.filter((row) => !told.rows.has(JSON.stringify(row)));
    const isMore = count > told.count;
    told.count = count;
    if (rows.length === 0 && !isMore) return;
    for (const row of rows) told.rows.add(JSON.stringify(row));
    this.told.set(invariant, told);
    this.logger.error({ invariant, count, rows }, says);
  }
}
