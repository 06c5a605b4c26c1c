interface Memory<V> {
  readonly value: Promise<V | undefined>;
  readonly untilMs: number;
}

/** What was found, for a while; callers that come together share one search. Nothing found, or a failure, isn't kept. */
export class Remembered<V> {
  private readonly memories = new Map<string, Memory<V>>();

  constructor(
    private readonly limits: { readonly lifetimeMs: number; readonly capacity: number },
  ) {}

  get(key: string, find: () => Promise<V | undefined>): Promise<V | undefined> {
    const known = this.memories.get(key);
    if (known && known.untilMs > Date.now()) return known.value;
    const memory = { value: find(), untilMs: Date.now() + this.limits.lifetimeMs };
    this.memories.delete(key);
    this.memories.set(key, memory);
    const [oldest] = this.memories.keys();
    if (this.memories.size > this.limits.capacity && oldest !== undefined)
      this.memories.delete(oldest);
    const drop = (): void => {
      if (this.memories.get(key) === memory) this.memories.delete(key);
    };
    memory.value.then((found) => found === undefined && drop(), drop);
    return memory.value;
  }

  forget(key: string): void {
    this.memories.delete(key);
  }
}
