import { Database } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { isOutage } from '../twilio/twilio-messages.js';
import { claimRun, type RunUnderWay } from './tie-out.queries.js';
import { TieOutSteps } from './tie-out.steps.js';

/** Twilio is asked twice a second at most, by each process. */
const PACE = { busyMs: 500, idleMs: 15_000 };

/** Takes tie-outs on, a step of one at a time; businesses take turns. */
@Injectable()
export class TieOutRunner extends Rounds {
  constructor(
    private readonly database: Database,
    private readonly steps: TieOutSteps,
  ) {
    super(PACE);
  }

  protected async round(): Promise<RoundOutcome> {
    const run = await claimRun(this.database);
    if (!run) return 'nothing';
    try {
      return await this.step(run);
    } catch (error) {
      this.logger.warn(`tie-out of ${run.date} for ${run.tenantId} waits (${String(error)})`);
      await this.steps.putOff(run, error);
      return isOutage(error) ? 'failed' : 'found';
    }
  }

  private async step(run: RunUnderWay): Promise<RoundOutcome> {
    switch (run.state) {
      case 'listing':
        await this.steps.list(run);
        return 'found';
      case 'asking':
        await this.steps.ask(run);
        return 'found';
      case 'publishing':
        await this.steps.publish(run);
        return 'more';
    }
  }
}
