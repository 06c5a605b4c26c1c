import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { oneLine } from './one-line.js';

/** Is set aside, and has the value looked at closely. */
const turn = '\u202e';

describe('every code unit', () => {
  test.each([
    ['alone', (unit: string) => unit],
    ['between letters', (unit: string) => `a${unit}b`],
    ['after a space', (unit: string) => `a ${unit}`],
    ['before a space', (unit: string) => `${unit} b`],
    ['twice', (unit: string) => unit + unit],
  ])('%s comes out the same by the short way and by the long one', (_, written) => {
    const differ: number[] = [];
    for (let unit = 0; unit < 0x1_0000; unit += 1) {
      const value = written(String.fromCharCode(unit));
      if (oneLine(value) !== oneLine(value + turn)) differ.push(unit);
    }
    expect(differ).toEqual([]);
  });
});

test('words stay, with one space between them', () => {
  const word = fc.stringMatching(/^[!-~À-ɏ😀ж]{1,8}$/u);
  const gap = fc.string({
    unit: fc.constantFrom(...' \t\r\n\u00a0\u0007\u2028'),
    minLength: 1,
    maxLength: 4,
  });
  const words = fc.array(fc.tuple(word, gap), { minLength: 1 });
  fc.assert(
    fc.property(gap, words, (start, given) => {
      const value = start + given.map((pair) => pair.join('')).join('');
      return oneLine(value) === given.map(([text]) => text).join(' ');
    }),
  );
});

test('a line is one already', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const line = oneLine(value);
      return oneLine(line) === line && line.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(line);
    }),
  );
});
