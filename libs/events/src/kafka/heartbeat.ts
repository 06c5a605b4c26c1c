import type { Logger } from '@fieldline/telemetry';

/** Tells the brokers that somebody is at a batch, however long it takes. */
export class Heartbeat {
  private readonly timer: NodeJS.Timeout;
  private lost: unknown;

  constructor(beat: () => Promise<void>, everyMs: number, logger: Logger) {
    this.timer = setInterval(() => {
      // Others may have the partition by now, or wait for us to give it up.
      beat().catch((error: unknown) => {
        this.lost ??= error;
        logger.warn({ err: error }, 'heartbeat failed, the batch is given up');
      });
    }, everyMs);
  }

  get isLost(): boolean {
    return this.lost !== undefined;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws what a beat failed of: kafkajs joins the group again only when it sees the error itself */
  checkKept(): void {
    if (this.lost) throw this.lost;
  }
}
