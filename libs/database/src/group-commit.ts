import { setImmediate as nextTurn } from 'node:timers/promises';

/** What became of one item of a group: its answer, or why it alone was refused. */
export type Settled<O> = PromiseSettledResult<O>;

export interface GroupCommitOptions<I, O> {
  /**
   * One transaction for all items, answering each in its place. What it throws undoes all of them;
   * an item that is refused is answered, not thrown.
   */
  readonly commit: (key: string, items: readonly I[]) => Promise<readonly Settled<O>[]>;
  /** Transactions of one key at once. 2 when omitted. */
  readonly lanes?: number;
  /** How many items one transaction takes. 500 when omitted. */
  readonly maxItems?: number;
  /** How many of one key may wait; more are refused as an overload. 10,000 when omitted. */
  readonly maxWaiting?: number;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (value: O) => void;
  readonly reject: (reason: unknown) => void;
}

interface Line<I, O> {
  readonly waiting: Waiting<I, O>[];
  lanes: number;
}

/**
 * Commits callers' work by the group: what comes while a transaction of the same key is under way
 * shares the next one. Whoever comes alone waits for nobody.
 */
export class GroupCommit<I, O> {
  private readonly lines = new Map<string, Line<I, O>>();
  private readonly lanes: number;
  private readonly maxItems: number;
  private readonly maxWaiting: number;

  constructor(private readonly options: GroupCommitOptions<I, O>) {
    this.lanes = options.lanes ?? 2;
    this.maxItems = options.maxItems ?? 500;
    this.maxWaiting = options.maxWaiting ?? 10_000;
  }

  /** Resolves with the item's answer once it is committed. @throws what it was refused with */
  async add(key: string, item: I): Promise<O> {
    const line = this.lines.get(key) ?? { waiting: [], lanes: 0 };
    if (line.waiting.length >= this.maxWaiting) throw tooManyWaiting();
    this.lines.set(key, line);
    const answer = new Promise<O>((resolve, reject) => {
      line.waiting.push({ item, resolve, reject });
    });
    if (line.lanes < this.lanes) void this.run(key, line);
    return answer;
  }

  private async run(key: string, line: Line<I, O>): Promise<void> {
    line.lanes += 1;
    // Who arrived by the same turn of the event loop goes along.
    await nextTurn();
    while (line.waiting.length > 0) await this.settle(key, line.waiting.splice(0, this.maxItems));
    line.lanes -= 1;
    if (line.lanes === 0) this.lines.delete(key);
  }

  /** When the group fails, each is tried alone: one that can't be kept spoils nobody else's. */
  private async settle(key: string, group: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const items = group.map(({ item }) => item);
      const settled = await this.options.commit(key, items);
      if (settled.length !== group.length) throw new Error('a group was not answered item by item');
      group.forEach((waiting, index) => answer(waiting, settled[index]!));
    } catch (error) {
      if (group.length === 1 || isOutage(error)) for (const { reject } of group) reject(error);
      else for (const waiting of group) await this.settle(key, [waiting]);
    }
  }
}

function answer<I, O>({ resolve, reject }: Waiting<I, O>, settled: Settled<O>): void {
  if (settled.status === 'fulfilled') resolve(settled.value);
  else reject(settled.reason);
}

/** What pg and its pool say, without a code, when there is no connection to be had or it was lost. */
const NO_CONNECTION = /timeout exceeded when|Connection terminated|not queryable|already released/i;

/** Postgres is away or too slow, whoever asks: trying one by one would only make the line longer. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return NO_CONNECTION.test(error.message);
  return /^(?:08|53|57|E[A-Z])/.test(code);
}

/** With Postgres's own code for running out of something, so that it's answered as such. */
function tooManyWaiting(): Error {
  return Object.assign(new Error('too many wait for a transaction'), { code: '53000' });
}
