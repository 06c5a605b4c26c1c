import { observableGauge } from '@fieldline/telemetry';
import type { Outcome } from '../verify-installation.js';

interface Seen {
  readonly breaches: number;
  /** Seconds since 1970. */
  readonly at: number;
}

interface OfInvariant {
  readonly value: number;
  readonly labels: { readonly invariant: string };
}

/**
 * What was last seen of each invariant, for whoever collects metrics. One that couldn't be looked at
 * to its end keeps its value, or shows what was found till then, and its time grows old: 0 if it never was. Create it once telemetry has started.
 */
export class InvariantMetrics {
  private readonly seen = new Map<string, Seen>();

  constructor() {
    observableGauge('fieldline.invariant.breaches', () => this.read(({ breaches }) => breaches));
    observableGauge('fieldline.invariant.checked_at', () => this.read(({ at }) => at));
  }

  keep(outcomes: readonly Outcome[]): void {
    const at = Date.now() / 1_000;
    for (const { name, count, notChecked, overran } of outcomes) {
      const { at: before = 0, breaches = 0 } = this.seen.get(name) ?? {};
      if (notChecked === undefined) this.seen.set(name, { breaches: count, at });
      else if (count > 0 || overran)
        this.seen.set(name, { breaches: Math.max(count, breaches), at: before });
    }
  }

  private read(valueOf: (seen: Seen) => number): OfInvariant[] {
    return [...this.seen].map(([invariant, seen]) => ({
      value: valueOf(seen),
      labels: { invariant },
    }));
  }
}
