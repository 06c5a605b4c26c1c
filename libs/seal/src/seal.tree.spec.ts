import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Inclusion } from '@fieldline/contracts';
import { digestFrom, digestOf, hashOfRow, inclusionOf } from './seal.tree.js';

const sha = (hex: string): string => createHash('sha256').update(hex, 'hex').digest('hex');
const hashes = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => hashOfRow(`["row", ${at}]`));
/** Around each width at which a level has one more. */
const SIZES = [1, 2, 15, 16, 17, 31, 32, 33, 255, 256, 257, 272, 273, 4_095, 4_096, 4_097, 5_000];

describe('a digest', () => {
  test('of a few rows is that of their hashes, five levels up and once more', () => {
    const [a, b] = hashes(2) as [string, string];
    expect(digestOf([a])).toBe(sha(sha(sha(sha(sha(sha(a)))))));
    expect(digestOf([a, b])).toBe(sha(sha(sha(sha(sha(sha(a + b)))))));
  });

  test('of many is made of sixteen at a time', () => {
    const rows = hashes(17);
    const [first, last] = [sha(rows.slice(0, 16).join('')), sha(rows[16]!)];
    expect(digestOf(rows)).toBe(sha(sha(sha(sha(sha(first + last))))));
  });
});

describe.each(SIZES)('of %i rows', (count) => {
  const rows = hashes(count);
  const digest = digestOf(rows);
  const places = [...new Set([0, 1, 15, 16, 17, 255, 256, count - 2, count - 1])].filter(
    (place) => place >= 0 && place < count,
  );

  test('each is shown to be one, by its own place', () => {
    for (const place of places) {
      const inclusion = inclusionOf(rows, place);
      expect(digestFrom(rows[place]!, inclusion)).toBe(digest);
      for (const other of places.filter((each) => each !== place))
        expect(digestFrom(rows[place]!, { ...inclusion, place: other })).not.toBe(digest);
    }
  });

  test('nothing else is', () => {
    const inclusion = inclusionOf(rows, 0);
    expect(digestFrom(hashOfRow('another'), inclusion)).not.toBe(digest);
    expect(digestFrom(rows[0]!, { ...inclusion, rows: count * 17 })).not.toBe(digest);
  });
});

test.each<[string, (inclusion: Inclusion) => Partial<Inclusion>]>([
  ['a place before the first', () => ({ place: -1 })],
  ['a place behind the last', ({ rows }) => ({ place: rows })],
  ['half a place', () => ({ place: 0.5 })],
  ['a step too few', ({ steps }) => ({ steps: steps.slice(1) })],
  ['a step too many', ({ steps }) => ({ steps: [...steps, { before: '', after: '' }] })],
  [
    'hashes that are none',
    ({ steps }) => ({ steps: [{ before: '', after: 'zz' }, ...steps.slice(1)] }),
  ],
  [
    'a hash on the other side',
    ({ steps }) => ({
      steps: [{ before: steps[0]!.after, after: steps[0]!.before }, ...steps.slice(1)],
    }),
  ],
])('%s shows nothing', (_, change) => {
  const rows = hashes(40);
  const inclusion = inclusionOf(rows, 0);
  expect(digestFrom(rows[0]!, { ...inclusion, ...change(inclusion) })).toBeUndefined();
});

test('a row among fifty thousand is shown by less than six kilobytes', () => {
  const inclusion = inclusionOf(hashes(50_000), 31_415);
  expect(JSON.stringify(inclusion).length).toBeLessThan(6_000);
});
