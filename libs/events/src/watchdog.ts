import type { Progress } from './progress.js';

/** When a consumer counts as stalled, unless said otherwise. */
export const STALL_MS = 120_000;

export interface WatchdogOptions {
  /** The consumer, as errors name it. */
  readonly name: string;
  readonly progress: Progress;
  /** Not ready from then on; after twice as long without a sign of life the consumer is given up. */
  readonly stallMs: number;
  /** Told once: the process must end, so that its supervisor starts it anew. */
  onFatal(error: Error): void;
  /** False while silence is to be expected: out of the group, or stopping. */
  isDue(): boolean;
}

const LOOKS_PER_STALL = 8;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Sees that a consumer which has something in hand gets on with it. One that only waits for its database
 * is not ready, but goes on trying: to start it anew would help nobody. One that shows no sign of life,
 * because a handler never ends or its client has died without a word, is given up.
 */
export class Watchdog {
  private readonly pauseMs: number;
  private timer: NodeJS.Timeout | undefined;
  private lookedAt = 0;

  constructor(private readonly options: WatchdogOptions) {
    this.pauseMs = Math.min(options.stallMs / LOOKS_PER_STALL, LONGEST_PAUSE_MS);
  }

  start(): void {
    this.lookedAt = performance.now();
    this.timer = setInterval(() => this.look(), this.pauseMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws Error when it hasn't moved for too long */
  check(): void {
    const { name, progress, stallMs } = this.options;
    const stalledMs = progress.stalledMs();
    if (stalledMs > stallMs)
      throw new Error(`${name} has made no progress for ${Math.round(stalledMs / 1_000)} s`);
  }

  private look(): void {
    const { name, progress, stallMs, onFatal, isDue } = this.options;
    const now = performance.now();
    const lateMs = now - this.lookedAt - this.pauseMs;
    this.lookedAt = now;
    // The whole process stood still: suspended, or busy with something else.
    if (lateMs > stallMs / 2) progress.forgive(lateMs);
    const silentMs = progress.silentMs();
    if (silentMs <= 2 * stallMs || !isDue()) return;
    this.stop();
    onFatal(new Error(`${name} has shown no sign of life for ${Math.round(silentMs / 1_000)} s`));
  }
}
