import { describe, expect, test } from '@jest/globals';
import type { EntrySum } from './statement.queries.js';
import { BREAKDOWN_MAX, disagreements, movementsOf, rowsOf, totalOf } from './statement.sums.js';
import type { UsageSum } from './usage.queries.js';

const NONE = { above: 0, aboveBy: 0, below: 0, belowBy: 0 };
const used = (
  group: UsageSum['group'],
  key: string | null,
  segments: number,
  direction: UsageSum['direction'] = 'outbound',
): UsageSum => ({
  group,
  key,
  direction,
  messages: 1,
  segments,
  costMicros: segments * 10,
  ...NONE,
});

/** Bought 10, of which 2 repaid a debt; 5 held, of which 3 were used and 2 came free. */
const sums: EntrySum[] = [
  { kind: 'repay', adjustment: 'purchase', source: 'issued', target: 'debt', segments: 2 },
  { kind: 'purchase', adjustment: 'purchase', source: 'issued', target: 'available', segments: 8 },
  { kind: 'hold', adjustment: null, source: 'available', target: 'held', segments: 5 },
  { kind: 'post', adjustment: null, source: 'held', target: 'used', segments: 3 },
  { kind: 'release', adjustment: null, source: 'held', target: 'available', segments: 2 },
];
const opening = { available: 0, held: 0, debt: 2 };
const closing = { available: 5, held: 0, debt: 0 };
const usage = [used('all', null, 3)];
const movements = movementsOf(sums, usage);

describe('a statement', () => {
  test('counts what was bought though it repaid a debt, and what was held though it came free', () => {
    expect(movements).toEqual({
      purchased: 10,
      granted: 0,
      restored: 0,
      withdrawn: 0,
      reversed: 0,
      sent: 3,
      received: 0,
      held: 5,
      released: 2,
    });
  });

  test('adds up', () => {
    expect(disagreements(opening, closing, sums, movements)).toEqual([]);
  });

  test.each([
    ['available', { ...closing, available: 6 }, movements, ['available', 'balance']],
    ['held', { ...closing, held: 1 }, movements, ['held', 'balance']],
    ['debt', { ...closing, debt: 1 }, movements, ['debt', 'balance']],
    ['a breakdown', closing, { ...movements, sent: 2 }, ['used', 'balance']],
    ['a purchase', closing, { ...movements, purchased: 9 }, ['balance']],
  ])('says what is at odds: %s', (_, end, moved, names) => {
    const wrong = disagreements(opening, end, sums, moved);
    expect(wrong.map((sentence) => sentence.split(' ')[0])).toEqual(names);
  });
});

describe('a breakdown', () => {
  test('has both directions of a key in one row, the largest first, and a row for none', () => {
    const rows = rowsOf(
      [
        used('all', null, 9),
        used('job_type', null, 1),
        used('job_type', 'drain', 2),
        used('job_type', 'drain', 3, 'inbound'),
        used('sent_by', 'user:u', 9),
      ],
      'job_type',
    );
    expect(rows.map(({ key, sent, received }) => [key, sent.segments, received.segments])).toEqual([
      ['drain', 2, 3],
      [null, 1, 0],
    ]);
  });

  test.each([BREAKDOWN_MAX, BREAKDOWN_MAX + 1, BREAKDOWN_MAX + 7])(
    'of %d keys is as large as its whole in %#',
    (count) => {
      const keys = Array.from({ length: count }, (_, n) => used('sent_by', `user:${n}`, n + 1));
      const rows = rowsOf(keys, 'sent_by');
      expect(rows).toHaveLength(Math.min(count, BREAKDOWN_MAX));
      const sum = rows.reduce((total, { sent }) => total + sent.segments, 0);
      expect(sum).toBe((count * (count + 1)) / 2);
      const others = count > BREAKDOWN_MAX ? count - BREAKDOWN_MAX + 1 : undefined;
      expect(rows.at(-1)?.others).toBe(others);
    },
  );

  test('of nothing has no rows, and its total is nothing', () => {
    expect(rowsOf([], 'sent_by')).toEqual([]);
    expect(totalOf([], 'inbound')).toEqual({ messages: 0, segments: 0, costMicros: 0 });
  });
});
