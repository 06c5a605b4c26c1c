import { Database } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { writeStandings } from './standing.queries.js';

const ROUND_MS = 60_000;
/** Accounts locked by one transaction. */
const AT_ONCE = 50;

/** Writes down once a week where each account stands, so that statements needn't go back to the beginning. */
@Injectable()
export class StandingRounds extends Rounds {
  constructor(private readonly database: Database) {
    super({ busyMs: ROUND_MS, idleMs: ROUND_MS });
  }

  protected async round(): Promise<RoundOutcome> {
    const written = await this.database.asWorker((tx) => writeStandings(tx, AT_ONCE));
    return written === AT_ONCE ? 'more' : 'nothing';
  }
}
