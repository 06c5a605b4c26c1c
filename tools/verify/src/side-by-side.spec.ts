import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sideBySide } from './side-by-side.js';

/** In batches of two, some of them empty. */
async function* rowsOf(keys: readonly string[]) {
  for (let at = 0; at < keys.length; at += 2) {
    yield keys.slice(at, at + 2).map((key) => ({ key }));
    yield [];
  }
}

async function zip(left: readonly string[], right: readonly string[]) {
  const pairs: (readonly [string | undefined, string | undefined])[] = [];
  await sideBySide(rowsOf(left), rowsOf(right), (l, r) => pairs.push([l?.key, r?.key]));
  return pairs;
}

const sortedKeys = fc.uniqueArray(fc.constantFrom(...'abcdefghij')).map((keys) => keys.toSorted());

describe('sideBySide', () => {
  test('joins what has a partner and passes over nothing', async () => {
    expect(await zip(['a', 'c', 'd'], ['b', 'c'])).toEqual([
      ['a', undefined],
      [undefined, 'b'],
      ['c', 'c'],
      ['d', undefined],
    ]);
  });

  test('shows every key once, with each side that has it', async () => {
    await fc.assert(
      fc.asyncProperty(sortedKeys, sortedKeys, async (left, right) => {
        const all = [...new Set([...left, ...right])].toSorted();
        const expected = all.map((key) => [
          left.includes(key) ? key : undefined,
          right.includes(key) ? key : undefined,
        ]);
        expect(await zip(left, right)).toEqual(expected);
      }),
    );
  });
});
