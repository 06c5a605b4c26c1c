import type { Database } from '@fieldline/database';
import { type DeadLetters, forgetOldEvents } from '@fieldline/events';
import type { Logger } from '@fieldline/telemetry';

const FORGET_EVERY_MS = 10 * 60 * 1_000;
const GO_ON_EVERY_MS = 10_000;

/** What a service does for its own tables from time to time, one after the other, until it is stopped. */
export class Upkeep {
  private readonly timers: NodeJS.Timeout[];
  private working: Promise<void> = Promise.resolve();

  constructor(
    database: Database,
    deadLetters: DeadLetters,
    private readonly logger: Logger,
  ) {
    this.timers = [
      this.every(FORGET_EVERY_MS, 'inbox not trimmed', () => forgetOldEvents(database)),
      this.every(GO_ON_EVERY_MS, 'parked events not gone on with', () => deadLetters.goOn()),
    ];
  }

  /** Lets what is under way finish. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.working;
  }

  private every(ms: number, complaint: string, work: () => Promise<unknown>): NodeJS.Timeout {
    return setInterval(() => {
      this.working = this.working.then(work).then(
        () => undefined,
        (error: unknown) => this.logger.warn({ err: error }, complaint),
      );
    }, ms).unref();
  }
}
