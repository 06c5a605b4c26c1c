import { Pulse } from '@fieldline/events';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';

/** Messages that one round asks about. A round starts a second after the last: that is the pace. */
export const ASKED_AT_ONCE = 20;
const ROUND_MS = 1_000;
const PAUSE_MAX_MS = 60_000;

/** Asks Twilio in rounds, one after the other, less and less often while it answers with errors. */
export abstract class Inquiry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  private readonly pulse = new Pulse();
  private running: Promise<void> | undefined;
  private stopping = false;

  /** Asks about some messages that are due. @returns whether Twilio can be asked more */
  protected abstract ask(): Promise<boolean>;

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** What was asked is waited for, so that the answers are kept. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.pulse.beat();
    await this.running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      const answered = await this.ask().catch((error: unknown) => {
        this.logger.error(error);
        return false;
      });
      failures = answered ? 0 : failures + 1;
      await this.pulse.next(Math.min(ROUND_MS * 2 ** failures, PAUSE_MAX_MS));
    }
  }
}
