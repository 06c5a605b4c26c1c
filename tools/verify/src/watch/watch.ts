import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@fieldline/telemetry';
import type { Outcome } from '../verify-installation.js';
import { BreachLog } from './breach-log.js';

export interface WatchOptions {
  /** From the start of one look to the start of the next. */
  readonly everyMs: number;
  readonly logger: Logger;
  /** One look. @throws when it can't be had */
  look(): Promise<readonly Outcome[]>;
}

/** Looks at an installation from time to time, and says what is wrong. */
export class Watch {
  private readonly breaches: BreachLog;
  /** Why nothing can be seen, as it was said. */
  private blindness: string | undefined;

  constructor(private readonly options: WatchOptions) {
    this.breaches = new BreachLog(options.logger);
  }

  /** Until it is told to stop; a look that is under way is left alone then, since it only reads. */
  async run(signal: AbortSignal): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    while (!signal.aborted) {
      const began = performance.now();
      await Promise.race([this.lookOnce(), stopped]);
      const tookMs = performance.now() - began;
      // A large database rests for at least as long as it was looked at.
      const restMs = Math.max(this.options.everyMs - tookMs, tookMs);
      await sleep(restMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async lookOnce(): Promise<void> {
    const { logger, look } = this.options;
    try {
      this.breaches.tell(await look());
      if (this.blindness !== undefined) logger.info('it can be looked at again');
      this.blindness = undefined;
    } catch (error) {
      // Whoever alarms on the age of the last look hears of it too.
      const reason = error instanceof Error ? error.message : String(error);
      if (this.blindness !== reason) logger.error({ err: error }, 'could not look');
      this.blindness = reason;
    }
  }
}
