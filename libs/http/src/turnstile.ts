/** Lets a bounded number in at once; a bounded number waits its turn, for a bounded time. */
export class Turnstile {
  private inside = 0;
  private readonly queue: { admit(): void }[] = [];

  constructor(
    private readonly limits: {
      readonly inside: number;
      readonly waiting: number;
      readonly waitMs: number;
    },
  ) {}

  /**
   * @returns how to leave, or undefined when too many wait or the wait took too long
   */
  async enter(): Promise<(() => void) | undefined> {
    const { inside, waiting } = this.limits;
    if (this.inside >= inside) {
      if (this.queue.length >= waiting || !(await this.turn())) return undefined;
    } else {
      this.inside += 1;
    }
    let left = false;
    return () => {
      if (left) return;
      left = true;
      // The place goes to who waits longest, without becoming free in between.
      const next = this.queue.shift();
      if (next) next.admit();
      else this.inside -= 1;
    };
  }

  private turn(): Promise<boolean> {
    return new Promise((resolve) => {
      const entry = {
        admit: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(entry), 1);
        resolve(false);
      }, this.limits.waitMs);
      this.queue.push(entry);
    });
  }
}
