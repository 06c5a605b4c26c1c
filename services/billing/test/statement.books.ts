import type {
  AccountStatement,
  StatementMoney,
  StatementMovements,
  StandingView,
} from '@fieldline/contracts';
import type { Client } from 'pg';

interface EntryRow {
  readonly message_id: string | null;
  readonly adjustment_id: string | null;
  readonly kind: string;
  readonly source: string;
  readonly target: string;
  readonly segments: number;
  readonly at: Date;
}
interface DrawRow {
  readonly message_id: string | null;
  readonly cost_micros: number;
  readonly at: Date;
}
interface HoldRow {
  readonly message_id: string;
  readonly direction: 'outbound' | 'inbound';
  readonly quoted_segments: number | null;
  readonly posted_segments: number | null;
  readonly sent_by: string | null;
  readonly our_number: string | null;
  readonly job_type: string | null;
}
interface AdjustmentRow {
  readonly id: string;
  readonly kind: 'purchase' | 'grant' | 'restoration' | 'withdrawal' | 'reversal';
  readonly micros: number;
}

type Sums = Pick<AccountStatement, 'opening' | 'closing'> & {
  movements: StatementMovements;
  money: StatementMoney;
  above: { messages: number; segments: number };
  below: { messages: number; segments: number };
  /** Segments and cost by direction and key. */
  byUser: Record<string, readonly [number, number]>;
  byJobType: Record<string, readonly [number, number]>;
  byNumber: Record<string, readonly [number, number]>;
};

/** An account's whole ledger, to be summed by plain arithmetic over the time of each row. */
export class LedgerBooks {
  private constructor(
    private readonly entries: readonly EntryRow[],
    private readonly draws: readonly DrawRow[],
    private readonly holds: ReadonlyMap<string, HoldRow>,
    private readonly adjustments: ReadonlyMap<string, AdjustmentRow>,
  ) {}

  static async read(admin: Client, tenantId: string): Promise<LedgerBooks> {
    const rows = async <T>(table: string, numbers: readonly string[]): Promise<T[]> => {
      const { rows: read } = await admin.query(`SELECT * FROM ${table} WHERE tenant_id = $1`, [
        tenantId,
      ]);
      for (const row of read)
        for (const column of numbers) if (row[column] !== null) row[column] = Number(row[column]);
      return read as T[];
    };
    const entries = await rows<EntryRow>('entry', ['segments']);
    const draws = await rows<DrawRow>('draw', ['cost_micros']);
    const holds = await rows<HoldRow>('hold', ['quoted_segments', 'posted_segments']);
    const adjustments = await rows<AdjustmentRow>('adjustment', ['micros']);
    return new LedgerBooks(
      entries,
      draws,
      new Map(holds.map((hold) => [hold.message_id, hold])),
      new Map(adjustments.map((adjustment) => [adjustment.id, adjustment])),
    );
  }

  statement(from: Date, to: Date): Sums {
    const within = ({ at }: { at: Date }): boolean => at >= from && at < to;
    const entries = this.entries.filter(within);
    const draws = this.draws.filter(within);
    const sum = (which: (entry: EntryRow) => boolean): number =>
      entries.reduce((total, entry) => total + (which(entry) ? entry.segments : 0), 0);
    const kindOf = ({ adjustment_id }: EntryRow): string | undefined =>
      adjustment_id === null ? undefined : this.adjustments.get(adjustment_id)!.kind;
    const directionOf = (id: string | null): string | undefined =>
      this.holds.get(id ?? '')?.direction;
    const usedBy = (direction: string): number =>
      sum((entry) => entry.target === 'used' && directionOf(entry.message_id) === direction);
    const cost = (direction: string): number =>
      draws.reduce(
        (total, draw) =>
          total + (directionOf(draw.message_id) === direction ? draw.cost_micros : 0),
        0,
      );
    const worth = (kind: string): number => {
      const moved = new Set(entries.map((entry) => entry.adjustment_id));
      return [...this.adjustments.values()]
        .filter((adjustment) => adjustment.kind === kind && moved.has(adjustment.id))
        .reduce((total, { micros }) => total + Math.abs(micros), 0);
    };
    const bills = this.differences(entries);
    const above = bills.filter((difference) => difference > 0);
    const below = bills.filter((difference) => difference < 0);
    const total = (of: readonly number[]): number =>
      of.reduce((all, each) => all + Math.abs(each), 0);
    return {
      opening: this.standing(from),
      closing: this.standing(to),
      movements: {
        purchased: sum((entry) => kindOf(entry) === 'purchase'),
        granted: sum((entry) => kindOf(entry) === 'grant'),
        restored: sum((entry) => kindOf(entry) === 'restoration'),
        withdrawn: sum((entry) => kindOf(entry) === 'withdrawal'),
        reversed: sum((entry) => kindOf(entry) === 'reversal'),
        sent: usedBy('outbound'),
        received: usedBy('inbound'),
        held: sum((entry) => entry.target === 'held'),
        released: sum((entry) => entry.source === 'held' && entry.target !== 'used'),
      },
      money: {
        paidMicros: worth('purchase'),
        grantedMicros: worth('grant'),
        restoredMicros: worth('restoration'),
        withdrawnMicros: worth('withdrawal'),
        reversedMicros: worth('reversal'),
        sentMicros: cost('outbound'),
        receivedMicros: cost('inbound'),
      },
      above: { messages: above.length, segments: total(above) },
      below: { messages: below.length, segments: total(below) },
      byUser: this.usage(entries, draws, 'sent_by'),
      byJobType: this.usage(entries, draws, 'job_type'),
      byNumber: this.usage(entries, draws, 'our_number'),
    };
  }

  private standing(before: Date): StandingView {
    const earlier = this.entries.filter(({ at }) => at < before);
    const place = (name: string): number =>
      earlier.reduce(
        (total, { source, target, segments }) =>
          total + (target === name ? segments : 0) - (source === name ? segments : 0),
        0,
      );
    const [available, held, debt] = [place('available'), place('held'), 0 - place('debt')];
    return { available, held, debt, balance: available + held - debt };
  }

  private differences(entries: readonly EntryRow[]): number[] {
    const paid = new Set(
      entries.filter(({ target }) => target === 'used').map((entry) => entry.message_id ?? ''),
    );
    return [...paid]
      .map((id) => this.holds.get(id)!)
      .filter(({ direction }) => direction === 'outbound')
      .map(({ posted_segments, quoted_segments }) => posted_segments! - quoted_segments!);
  }

  private usage(
    entries: readonly EntryRow[],
    draws: readonly DrawRow[],
    column: 'sent_by' | 'job_type' | 'our_number',
  ): Record<string, readonly [number, number]> {
    const usage: Record<string, [number, number]> = {};
    const rowOf = (id: string): [number, number] => {
      const { direction, [column]: key } = this.holds.get(id)!;
      return (usage[`${direction} ${key}`] ??= [0, 0]);
    };
    for (const { target, message_id, segments } of entries)
      if (target === 'used') rowOf(message_id!)[0] += segments;
    for (const { message_id, cost_micros } of draws)
      if (message_id !== null) rowOf(message_id)[1] += cost_micros;
    return Object.fromEntries(
      Object.entries(usage).filter(([, [segments, cost]]) => segments + cost > 0),
    );
  }
}
