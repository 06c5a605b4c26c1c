/** A wake-up call: a beat that comes while nobody waits is kept for the next who does. */
export class Pulse {
  private pending = false;
  private wake: (() => void) | undefined;

  beat(): void {
    if (this.wake) this.wake();
    else this.pending = true;
  }

  /** Resolves at the next beat, or after `timeoutMs`. */
  next(timeoutMs: number): Promise<void> {
    if (this.pending) {
      this.pending = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.wake = done;
    });
  }
}
