import { Database } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { observableGauge } from '@fieldline/telemetry';
import { Injectable } from '@nestjs/common';
import { claimComplete, type CompleteDay, compare, lockComplete } from './tie-out.queries.js';

/** Days whose mismatches are alarming: older ones are known. */
const ALARMING_DAYS = 7;

/** Compares days once all that is to be compared is there, one at a time. */
@Injectable()
export class TieOutComparison extends Rounds {
  constructor(private readonly database: Database) {
    super({ busyMs: 500, idleMs: 10_000 });
    observableGauge('fieldline.tie_out.mismatches', () => this.mismatches());
    observableGauge('fieldline.tie_out.unfinished', () => this.unfinished());
  }

  protected async round(): Promise<RoundOutcome> {
    const day = await claimComplete(this.database);
    if (!day) return 'nothing';
    await this.database.asWorker(async (tx) => {
      if (!(await lockComplete(tx, day))) return;
      const mismatches = await compare(tx, day);
      this.database.afterCommit(tx, () => this.tell(day, mismatches));
    });
    return 'more';
  }

  private tell({ tenantId, date }: CompleteDay, mismatches: number): void {
    if (mismatches > 0)
      this.logger.error(`tie-out of ${date} for ${tenantId}: ${mismatches} mismatches`);
  }

  private async mismatches() {
    const rows = await this.database.query<{ mismatches: number }>(
      `SELECT coalesce(sum(mismatches), 0)::bigint AS mismatches FROM tie_out
        WHERE state = 'mismatched' AND date >= (now() AT TIME ZONE 'UTC')::date - $1::integer`,
      [ALARMING_DAYS],
    );
    return [{ value: rows[0]?.mismatches ?? 0 }];
  }

  /** Days that nobody can say anything of: they failed, or have been under way for more than a day, with all their runs. */
  private async unfinished() {
    const rows = await this.database.query<{ days: number }>(
      `SELECT count(*) AS days FROM tie_out
        WHERE state IN ('failed', 'running') AND date >= (now() AT TIME ZONE 'UTC')::date - $1::integer
          AND (state = 'failed' OR coalesce(failing_since, begun_at) < now() - interval '1 day')`,
      [ALARMING_DAYS],
    );
    return [{ value: rows[0]?.days ?? 0 }];
  }
}
