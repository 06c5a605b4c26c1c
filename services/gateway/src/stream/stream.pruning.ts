import { Database } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { forgetOldEvents } from './stream.queries.js';

const EVERY_MS = 60_000;

/** Forgets what no client comes back for. */
@Injectable()
export class StreamPruning extends Rounds {
  constructor(private readonly database: Database) {
    super({ busyMs: EVERY_MS, idleMs: EVERY_MS });
  }

  protected async round(): Promise<RoundOutcome> {
    return (await forgetOldEvents(this.database)) > 0 ? 'more' : 'nothing';
  }
}
