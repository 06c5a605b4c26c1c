export interface CacheOptions {
  readonly lifetimeMs: number;
  readonly capacity: number;
}

interface Entry<V> {
  readonly value: Promise<V | undefined>;
  readonly untilMs: number;
}

/**
 * Remembers what was found for a short while; what wasn't found, or failed, is looked for again.
 * Callers that come together share one search. At its capacity the oldest entry goes.
 */
export class ExpiringCache<V> {
  private readonly entries = new Map<string, Entry<V>>();

  constructor(private readonly options: CacheOptions) {}

  get(key: string, find: () => Promise<V | undefined>): Promise<V | undefined> {
    const known = this.entries.get(key);
    if (known && known.untilMs > Date.now()) return known.value;
    this.entries.delete(key);
    const value = find();
    const entry = { value, untilMs: Date.now() + this.options.lifetimeMs };
    this.entries.set(key, entry);
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.options.capacity && oldest !== undefined)
      this.entries.delete(oldest);
    const drop = (): void => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    };
    value.then((found) => found === undefined && drop(), drop);
    return value;
  }

  forget(key: string): void {
    this.entries.delete(key);
  }
}
