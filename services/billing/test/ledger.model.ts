/** One account as plain arithmetic: what the ledger must amount to, said as simply as it can be. */
export interface Lot {
  readonly segments: number;
  readonly paid: number;
  remaining: number;
}

export interface Hold {
  state: 'open' | 'declined' | 'posted' | 'voided';
  segments: number;
  posted: number | null;
  cost: number | null;
  owed: number;
}

export interface Ending {
  readonly id: string;
  /** Null when it costs nothing. */
  readonly actual: number | null;
}

interface Draw {
  readonly hold: Hold;
  readonly segments: number;
}

export class Account {
  available = 0;
  held = 0;
  debt = 0;
  unitPrice = 15_000;
  readonly lots: Lot[] = [];
  readonly holds = new Map<string, Hold>();
  private readonly debtors: { id: string; time: number; hold: Hold }[] = [];
  /** What happens in one transaction has one time. */
  time = 0;

  take(id: string, segments: number, mandatory: boolean): void {
    if (this.holds.has(id)) return;
    const needed = mandatory ? 0 : segments;
    const open = needed <= this.available;
    this.holds.set(id, {
      state: open ? 'open' : 'declined',
      segments: open ? needed : segments,
      posted: null,
      cost: null,
      owed: 0,
    });
    if (open) this.move(needed);
  }

  /** Everything that a batch uses is drawn before what it frees repays. */
  settle(endings: readonly Ending[]): void {
    const [fromHeld, beyond]: [Draw[], Draw[]] = [[], []];
    let repaying = 0;
    for (const { id, actual } of endings) {
      const hold = this.holds.get(id)!;
      const reserved = hold.state === 'open' ? hold.segments : 0;
      if (hold.state === 'posted' || hold.state === 'declined') continue;
      if (hold.state === 'voided' && actual === null) continue;
      const consumed = Math.min(reserved, actual ?? 0);
      this.held -= reserved;
      repaying += this.free(reserved - consumed);
      fromHeld.push({ hold, segments: consumed });
      beyond.push({ hold, segments: this.use(id, hold, (actual ?? 0) - consumed) });
      Object.assign(hold, { state: actual === null ? 'voided' : 'posted', posted: actual });
      hold.cost = actual === null ? null : 0;
    }
    for (const { hold, segments } of [...fromHeld, ...beyond])
      if (hold.cost !== null) hold.cost += this.draw(segments);
    this.repay(repaying);
    this.price();
  }

  receive(texts: readonly { id: string; segments: number }[]): void {
    const draws: Draw[] = [];
    for (const { id, segments } of texts) {
      if (this.holds.has(id)) continue;
      const hold: Hold = { state: 'posted', segments: 0, posted: segments, cost: 0, owed: 0 };
      this.holds.set(id, hold);
      draws.push({ hold, segments: this.use(id, hold, segments) });
    }
    for (const { hold, segments } of draws) hold.cost! += this.draw(segments);
    this.price();
  }

  credit(segments: number, paid: number): Lot {
    const lot = { segments, paid, remaining: segments };
    this.lots.push(lot);
    this.repay(this.free(segments));
    this.price();
    return lot;
  }

  /** What can still be had of one lot. */
  reverse(lot: Lot): { segments: number; worth: number } {
    const segments = Math.min(lot.remaining, this.available);
    this.available -= segments;
    const worth = drawFrom(lot, segments);
    this.price();
    return { segments, worth };
  }

  /** Those of some messages that are held for yet, their time being over. */
  expire(ids: readonly string[]): void {
    const open = [...new Set(ids)].filter((id) => this.holds.get(id)?.state === 'open');
    this.settle(open.map((id) => ({ id, actual: null })));
  }

  /** @returns whether there was as much to take */
  withdraw(segments: number): boolean {
    if (segments > this.available) return false;
    this.available -= segments;
    this.draw(segments);
    this.price();
    return true;
  }

  private move(segments: number): void {
    this.available -= segments;
    this.held += segments;
  }

  /** @returns how much of it repays */
  private free(segments: number): number {
    const repaid = Math.min(segments, this.debt);
    this.debt -= repaid;
    this.available += segments - repaid;
    return repaid;
  }

  /** @returns how much of it is covered; the rest is owed */
  private use(id: string, hold: Hold, segments: number): number {
    const covered = Math.min(segments, this.available);
    this.available -= covered;
    hold.owed = segments - covered;
    this.debt += hold.owed;
    if (hold.owed > 0) this.debtors.push({ id, hold, time: this.time });
    return covered;
  }

  /** The oldest debt first; of one transaction, the oldest message. */
  private repay(segments: number): void {
    let left = segments;
    this.debtors.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
    for (const { hold } of this.debtors) {
      const part = Math.min(left, hold.owed);
      hold.owed -= part;
      hold.cost! += this.draw(part);
      left -= part;
    }
  }

  private draw(segments: number): number {
    let [left, cost] = [segments, 0];
    for (const lot of this.lots) {
      const part = Math.min(left, lot.remaining);
      cost += drawFrom(lot, part);
      left -= part;
    }
    if (left > 0) throw new Error(`${left} segments beyond all lots`);
    return cost;
  }

  private price(): void {
    const next = this.lots.find(({ remaining }) => remaining > 0);
    if (next) this.unitPrice = Math.floor(next.paid / next.segments);
  }
}

/** @returns what was paid for them: by their place in the lot, so that all parts of it add up */
function drawFrom(lot: Lot, segments: number): number {
  const worth = (place: number): number => Math.floor((lot.paid * place) / lot.segments);
  const first = lot.segments - lot.remaining;
  lot.remaining -= segments;
  return worth(first + segments) - worth(first);
}
