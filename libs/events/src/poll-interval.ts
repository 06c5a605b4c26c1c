/** How long without a find until a poll slows down. */
const SLOW_AFTER_MS = 10_000;

/**
 * How often to look for what nobody told us of: often while there is something, seldom once there
 * has been nothing for a while. An idle service then costs its machine next to nothing.
 */
export class PollInterval {
  private foundAt = performance.now();

  constructor(
    private readonly busyMs: number,
    private readonly idleMs: number,
  ) {}

  /** To be called whenever a look found something. */
  found(): void {
    this.foundAt = performance.now();
  }

  get ms(): number {
    return performance.now() - this.foundAt < SLOW_AFTER_MS ? this.busyMs : this.idleMs;
  }
}
