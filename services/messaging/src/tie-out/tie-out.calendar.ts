import { TieOutBegun } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox, type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { insertDue } from './tie-out.queries.js';
import { TieOutRunner } from './tie-out.runner.js';

const MINUTE_MS = 60_000;
const AT_ONCE = 100;
/** What was missed while nobody ran is made up for, so far back. */
const DAYS_BACK = 7;

/** Begins the tie-out of each business's day some hours after it ended. Rows are unique, so replicas begin it once. */
@Injectable()
export class TieOutCalendar extends Rounds {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly settings: MessagingSettings,
    private readonly runner: TieOutRunner,
  ) {
    super({ busyMs: MINUTE_MS, idleMs: MINUTE_MS });
  }

  protected async round(): Promise<RoundOutcome> {
    const begun = await this.database.asWorker(async (tx) => {
      const afterSeconds = this.settings.tieOutAfterSeconds;
      const runs = await insertDue(tx, { afterSeconds, daysBack: DAYS_BACK, limit: AT_ONCE });
      await this.outbox.addAll(
        tx,
        runs.map(({ tenantId, id, date }) => ({
          type: TieOutBegun,
          tenantId,
          payload: { businessId: tenantId, run: id, date },
        })),
      );
      return runs.length;
    });
    if (begun > 0) this.runner.wake();
    return begun === AT_ONCE ? 'more' : 'nothing';
  }
}
