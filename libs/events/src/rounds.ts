import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PollInterval } from './poll-interval.js';
import { Pulse } from './pulse.js';

const PAUSE_MAX_MS = 60_000;

/** `more`: some is left over, the next round begins at once · `failed`: somebody doesn't answer, ask less */
export type RoundOutcome = 'nothing' | 'found' | 'more' | 'failed';

export interface Pace {
  /** From the end of one round to the next, while there is something to find. */
  readonly busyMs: number;
  /** Once there has been nothing for ten seconds. */
  readonly idleMs: number;
}

/**
 * Work that nobody tells us of, looked for in rounds, one after the other, from the application's start
 * to its end. While rounds fail each pause is twice as long as the last, up to a minute.
 */
export abstract class Rounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  private readonly pulse = new Pulse();
  private readonly interval: PollInterval;
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor({ busyMs, idleMs }: Pace) {
    this.interval = new PollInterval(busyMs, idleMs);
  }

  /** What it throws is logged, and counts as `failed`. */
  protected abstract round(): Promise<RoundOutcome>;

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** The round under way is waited for, so that what it learned is kept. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.pulse.beat();
    await this.running;
  }

  /** There is something to find: the next round begins now. */
  wake(): void {
    this.interval.found();
    this.pulse.beat();
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.isStopping) {
      const outcome = await this.round().catch((error: unknown): RoundOutcome => {
        this.logger.error(error);
        return 'failed';
      });
      failures = outcome === 'failed' ? failures + 1 : 0;
      if (outcome === 'found' || outcome === 'more') this.interval.found();
      if (outcome !== 'more')
        await this.pulse.next(Math.min(this.interval.ms * 2 ** failures, PAUSE_MAX_MS));
    }
  }
}
