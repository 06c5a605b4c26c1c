import type { Logger } from '../logger.js';
import { type Change, Journal } from './journal.js';

const COMPACT_AFTER_LINES = 20_000;

/** Tables in memory, each change of which goes to the journal; without a folder, memory alone. */
export class Store {
  private readonly tables = new Map<string, Map<string, unknown>>();
  private journal: Journal | undefined;
  private open: Change[] | undefined;

  private constructor(private readonly logger: Logger) {}

  static async open(folder: string | undefined, logger: Logger): Promise<Store> {
    const store = new Store(logger);
    if (folder !== undefined) {
      store.journal = await Journal.open(folder, (change) => store.apply(change));
    }
    return store;
  }

  table<T>(name: string): Table<T> {
    // The journal gives back what this table put.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return new Table<T>(this, name, this.rows(name) as Map<string, T>);
  }

  /** Changes made within are kept together: after a crash all of them are there, or none. */
  batch<R>(act: () => R): R {
    if (this.open !== undefined) return act();
    this.open = [];
    try {
      return act();
    } finally {
      const changes = this.open;
      this.open = undefined;
      this.write(changes);
    }
  }

  change(change: Change): void {
    this.apply(change);
    if (this.open === undefined) this.write([change]);
    else this.open.push(change);
  }

  close(): void {
    this.journal?.close();
    this.journal = undefined;
  }

  private write(changes: Change[]): void {
    if (this.journal === undefined || changes.length === 0) return;
    this.journal.append(changes);
    if (this.journal.linesWritten < COMPACT_AFTER_LINES + 2 * this.size()) return;
    this.journal.compact(this.live()).catch((error: unknown) => {
      this.logger.error(`could not compact the simulator's state: ${String(error)}`);
    });
  }

  private apply([name, key, value]: Change): void {
    if (value === null) this.rows(name).delete(key);
    else this.rows(name).set(key, value);
  }

  private rows(name: string): Map<string, unknown> {
    const rows = this.tables.get(name) ?? new Map<string, unknown>();
    this.tables.set(name, rows);
    return rows;
  }

  private size(): number {
    return [...this.tables.values()].reduce((sum, rows) => sum + rows.size, 0);
  }

  private *live(): Generator<Change> {
    for (const [name, rows] of this.tables) {
      for (const [key, value] of rows) yield [name, key, value];
    }
  }
}

/** Rows by key, in the order in which they came. Rows are never changed in place. */
export class Table<T> {
  constructor(
    private readonly store: Store,
    private readonly name: string,
    private readonly rows: ReadonlyMap<string, T>,
  ) {}

  get size(): number {
    return this.rows.size;
  }

  get(key: string): T | undefined {
    return this.rows.get(key);
  }

  has(key: string): boolean {
    return this.rows.has(key);
  }

  values(): T[] {
    return [...this.rows.values()];
  }

  oldestKey(): string | undefined {
    return this.rows.keys().next().value;
  }

  put(key: string, value: T): T {
    this.store.change([this.name, key, value]);
    return value;
  }

  delete(key: string): void {
    this.store.change([this.name, key, null]);
  }
}
