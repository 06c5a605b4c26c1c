import { Database } from '@fieldline/database';
import { observableGauge } from '@fieldline/telemetry';
import { Injectable } from '@nestjs/common';

/** How much is held, and since when: by the index of what is open, when metrics are collected. */
@Injectable()
export class HoldMetrics {
  constructor(private readonly database: Database) {
    observableGauge('fieldline.hold.open', () => this.open());
    observableGauge('fieldline.hold.oldest_open_age', () => this.oldestAge());
  }

  private async open() {
    const [row] = await this.database.query<{ holds: number }>(
      `SELECT count(*) AS holds FROM hold WHERE state = 'open'`,
    );
    return [{ value: row?.holds ?? 0 }];
  }

  private async oldestAge() {
    const [row] = await this.database.query<{ age: string }>(
      `SELECT extract(epoch FROM now() - created_at) AS age FROM hold
        WHERE state = 'open' ORDER BY created_at LIMIT 1`,
    );
    return [{ value: Number(row?.age ?? 0) }];
  }
}
