/** A row of one side: its key is unique there, and rows come in the order of their keys. */
export interface Keyed {
  readonly key: string;
}

/**
 * Puts the rows of two sides beside each other by their keys, like the two halves of a zip: `judge`
 * gets each row once, with its partner or without. A batch of each side is in memory, no more.
 */
export async function sideBySide<L extends Keyed, R extends Keyed>(
  left: AsyncIterable<readonly L[]>,
  right: AsyncIterable<readonly R[]>,
  judge: (left: L | undefined, right: R | undefined) => void,
): Promise<void> {
  const lefts = new Side(left);
  const rights = new Side(right);
  for (;;) {
    if (lefts.isUsedUp) await lefts.refill();
    if (rights.isUsedUp) await rights.refill();
    const [l, r] = [lefts.current, rights.current];
    if (!l && !r) return;
    const takesLeft = l !== undefined && (r === undefined || l.key <= r.key);
    const takesRight = r !== undefined && (l === undefined || r.key <= l.key);
    judge(takesLeft ? l : undefined, takesRight ? r : undefined);
    if (takesLeft) lefts.advance();
    if (takesRight) rights.advance();
  }
}

class Side<T> {
  private readonly batches: AsyncIterator<readonly T[]>;
  private batch: readonly T[] = [];
  private at = 0;
  private ended = false;

  constructor(rows: AsyncIterable<readonly T[]>) {
    this.batches = rows[Symbol.asyncIterator]();
  }

  get isUsedUp(): boolean {
    return !this.ended && this.at === this.batch.length;
  }

  get current(): T | undefined {
    return this.batch[this.at];
  }

  advance(): void {
    this.at += 1;
  }

  /** Until there is a row, or none will come. */
  async refill(): Promise<void> {
    while (this.isUsedUp) {
      const next = await this.batches.next();
      this.ended = next.done === true;
      this.batch = next.done ? [] : next.value;
      this.at = 0;
    }
  }
}
