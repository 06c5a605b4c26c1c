import type { Logger } from '@fieldline/telemetry';
import type { Outcome } from '../verify-installation.js';

/** Says of each breach once what it is and which rows, and once that it is over. */
export class BreachLog {
  /** Rows that were named, by the invariant that doesn't hold. */
  private readonly told = new Map<string, Set<string>>();

  constructor(private readonly logger: Logger) {}

  tell(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const { name: invariant, count, notChecked, overran } = outcome;
      if (overran) this.logger.warn({ invariant }, `not checked: ${notChecked}`);
      if (notChecked !== undefined) continue;
      if (count > 0) this.tellBreach(outcome);
      else if (this.told.delete(invariant)) this.logger.info({ invariant }, 'holds again');
    }
  }

  private tellBreach({ name: invariant, says, count, examples }: Outcome): void {
    const told = this.told.get(invariant) ?? new Set();
    const rows = examples.filter((row) => !told.has(JSON.stringify(row)));
    if (rows.length === 0) return;
    for (const row of rows) told.add(JSON.stringify(row));
    this.told.set(invariant, told);
    this.logger.error({ invariant, count, rows }, says);
  }
}
