import { DEAD_LETTER_REASONS } from '@fieldline/contracts';
import type { Database } from '@fieldline/database';
import { observableGauge } from '@fieldline/telemetry';
import { countOpen, countParkedAggregates } from './dead-letter/dead-letter.queries.js';

/** What an operator is alarmed by. Read when metrics are collected: one cheap query for each gauge. */
export class EventMetrics {
  constructor(
    private readonly service: string,
    private readonly database: Database,
  ) {}

  /** Once telemetry has started. */
  observe(): this {
    observableGauge('fieldline.outbox.oldest_age', () => this.outboxAge());
    observableGauge('fieldline.dead_letter.open', () => this.openLetters());
    observableGauge('fieldline.dead_letter.parked_aggregates', () => this.parkedAggregates());
    return this;
  }

  private async outboxAge() {
    // The first by identity is the oldest but for transactions that overlap: an index's first entry.
    const rows = await this.database.query<{ age: string }>(
      `SELECT extract(epoch FROM clock_timestamp() - occurred_at) AS age
         FROM outbox ORDER BY id LIMIT 1`,
    );
    return [{ value: Number(rows[0]?.age ?? 0), labels: { service: this.service } }];
  }

  private async openLetters() {
    const open = new Map(
      (await countOpen(this.database)).map(({ reason, letters }) => [reason, letters]),
    );
    return DEAD_LETTER_REASONS.map((reason) => ({
      value: open.get(reason) ?? 0,
      labels: { service: this.service, reason },
    }));
  }

  private async parkedAggregates() {
    const value = await countParkedAggregates(this.database);
    return [{ value, labels: { service: this.service } }];
  }
}
