import type {
  Direction,
  StandingView,
  StatementMovements,
  Usage,
  UsageRow,
} from '@fieldline/contracts';
import type { CreditKind, DebitKind } from '../ledger/credit.queries.js';
import type { EntrySum, Standing } from './statement.queries.js';
import type { UsageGroup, UsageSum } from './usage.queries.js';

/** Rows of a breakdown; the smallest beyond them are one row. */
export const BREAKDOWN_MAX = 200;

const NOTHING: Usage = { messages: 0, segments: 0, costMicros: 0 };

export function toStandingView({ available, held, debt }: Standing): StandingView {
  return { available, held, debt, balance: available + held - debt };
}

export function movementsOf(
  sums: readonly EntrySum[],
  usage: readonly UsageSum[],
): StatementMovements {
  const sum = (which: (each: EntrySum) => boolean): number =>
    sums.reduce((total, each) => total + (which(each) ? each.segments : 0), 0);
  const adjusted = (kind: CreditKind | DebitKind): number =>
    sum(({ adjustment }) => adjustment === kind);
  return {
    purchased: adjusted('purchase'),
    granted: adjusted('grant'),
    restored: adjusted('restoration'),
    withdrawn: adjusted('withdrawal'),
    reversed: adjusted('reversal'),
    sent: totalOf(usage, 'outbound').segments,
    received: totalOf(usage, 'inbound').segments,
    held: sum(({ kind }) => kind === 'hold'),
    released: sum(({ source, target }) => source === 'held' && target !== 'used'),
  };
}

/** Which sums are at odds with each other; empty when the statement adds up. */
export function disagreements(
  opening: Standing,
  closing: Standing,
  sums: readonly EntrySum[],
  movements: StatementMovements,
): string[] {
  const change = (place: string): number =>
    sums.reduce(
      (total, { source, target, segments }) =>
        total + (target === place ? segments : 0) - (source === place ? segments : 0),
      0,
    );
  const { purchased, granted, restored, withdrawn, reversed, sent, received } = movements;
  const net = purchased + granted + restored - withdrawn - reversed - sent - received;
  const sides: Record<string, readonly [number, number]> = {
    available: [opening.available + change('available'), closing.available],
    held: [opening.held + change('held'), closing.held],
    debt: [opening.debt - change('debt'), closing.debt],
    used: [change('used'), sent + received],
    balance: [toStandingView(opening).balance + net, toStandingView(closing).balance],
  };
  return Object.entries(sides)
    .filter(([, [reached, stated]]) => reached !== stated)
    .map(([name, [reached, stated]]) => `${name} comes to ${reached}, not to ${stated}`);
}

/** What all messages of a direction used. */
export function totalOf(usage: readonly UsageSum[], direction: Direction): Usage {
  const total = usage.find((each) => each.group === 'all' && each.direction === direction);
  return total ? toUsage(total) : NOTHING;
}

/** A breakdown, the largest first; its rows add up to the whole. */
export function rowsOf(usage: readonly UsageSum[], group: UsageGroup): UsageRow[] {
  const byKey = Map.groupBy(
    usage.filter((each) => each.group === group),
    ({ key }) => key,
  );
  const rows = [...byKey].map(([key, sums]): UsageRow => {
    const used = (direction: Direction): Usage => {
      const sum = sums.find((each) => each.direction === direction);
      return sum ? toUsage(sum) : NOTHING;
    };
    return { key, sent: used('outbound'), received: used('inbound') };
  });
  const sorted = rows.toSorted(
    (a, b) => sizeOf(b) - sizeOf(a) || (a.key ?? '').localeCompare(b.key ?? ''),
  );
  const rest = sorted.slice(BREAKDOWN_MAX - 1);
  if (rest.length <= 1) return sorted;
  return [...sorted.slice(0, BREAKDOWN_MAX - 1), restOf(rest)];
}

function restOf(rows: readonly UsageRow[]): UsageRow {
  const add = (direction: 'sent' | 'received'): Usage =>
    rows.reduce(
      (total, row) => ({
        messages: total.messages + row[direction].messages,
        segments: total.segments + row[direction].segments,
        costMicros: total.costMicros + row[direction].costMicros,
      }),
      NOTHING,
    );
  return { key: null, others: rows.length, sent: add('sent'), received: add('received') };
}

function sizeOf({ sent, received }: UsageRow): number {
  return sent.segments + received.segments;
}

function toUsage({ messages, segments, costMicros }: UsageSum): Usage {
  return { messages, segments, costMicros };
}
