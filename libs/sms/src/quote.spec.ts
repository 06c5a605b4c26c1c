import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { quoteSegments } from './quote.js';
import { countSegments } from './segments.js';

const a = (count: number) => 'a'.repeat(count);

describe('quoted segments', () => {
  it.each([
    ['a flag at the boundary', `${a(65)}🇨🇦${a(65)}`, 3, 2],
    ['a decomposed é at the boundary', `’${a(65)}e\u0301${a(66)}`, 3, 2],
    ['an emoji that the calculator joins to a letter', `${a(65)}x\u200d❤${a(66)}`, 3, 2],
    ['a heart with its selector', `${a(66)}❤\ufe0f${a(66)}`, 3, 2],
    [
      'a flag made of tags',
      `${a(61)}🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}${a(59)}`,
      3,
      2,
    ],
  ])('are the higher count for %s, and say so', (_, body, quoted, counted) => {
    expect(countSegments(body).segments).toBe(counted);
    expect(quoteSegments(body)).toMatchObject({
      segments: quoted,
      graphemeSegments: quoted,
      note: expect.stringContaining(`${quoted} segments are quoted where ${counted} could do`),
    });
  });

  it.each([
    ['a skin tone where the pair rule already costs one', `${a(64)}👍🏽${a(66)}`, 3],
    ['a cluster away from the boundary', `${a(10)}🇨🇦${a(100)}`, 2],
    ['clusters in one segment', '🇨🇦'.repeat(17), 1],
    [
      'CR LF across one boundary and a cluster up to the next',
      `ç${a(65)}\r\n${a(64)}e\u0301${a(67)}`,
      3,
    ],
    ['CR LF across the boundary', `ç${a(65)}\r\n${a(66)}`, 2],
    [
      'the 200 units of one letter with marks, where the calculator finds 2',
      `e${'\u0301'.repeat(199)}`,
      3,
    ],
    ['a long cluster first: never an empty segment', `e${'\u0301'.repeat(67)}${a(60)}`, 2],
    ['GSM-7', a(161), 2],
    ['an empty body', '', 1],
  ])('are the plain count for %s', (_, body, segments) => {
    expect(quoteSegments(body)).toEqual({ ...countSegments(body), segments });
  });

  it('start a cluster longer than a segment in a segment of its own', () => {
    expect(quoteSegments(`aae${'\u0301'.repeat(67)}aa`).segments).toBe(3);
    expect(quoteSegments(`${a(60)}e${'\u0301'.repeat(69)}${a(60)}`).segments).toBe(3);
  });

  it('are never lower than the count, and higher only with a note', () => {
    const parts = [
      'a',
      'ç',
      '\r\n',
      'e\u0301',
      '🇨🇦',
      '👍🏽',
      '❤\ufe0f',
      '\u200d',
      '한',
      'ก\u0e33',
      '1\ufe0f\u20e3',
    ];
    const body = fc.string({ unit: fc.constantFrom(...parts), maxLength: 200, size: 'max' });
    fc.assert(
      fc.property(body, (text) => {
        const count = countSegments(text);
        const quote = quoteSegments(text);
        expect(quote.segments).toBeGreaterThanOrEqual(count.segments);
        expect(quote).toMatchObject({ encoding: count.encoding, units: count.units });
        expect(quote.note !== undefined).toBe(quote.segments > count.segments);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the quick way', () => {
  it('passes by no code point that joins a neighbour', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const joins = (text: string) => Array.from(segmenter.segment(text)).length === 1;
    const assigned = /[^\p{Unassigned}\p{Private_Use}\p{Unified_Ideograph}]/u;
    const missed: string[] = [];
    for (let codePoint = 0x20; codePoint <= 0x10_ffff; codePoint++) {
      const character = String.fromCodePoint(codePoint);
      if (!assigned.test(character) || !character.isWellFormed()) continue;
      const pairs = [`a${character}`, `${character}a`, `${character}${character}`];
      const joined = pairs.find(joins);
      if (joined === undefined) continue;
      // Two full segments, with the middle of the pair where they meet.
      const before = 66 - String.fromCodePoint(joined.codePointAt(0)!).length;
      const body = `ç${a(before)}${joined}${a(133 - before - joined.length)}`;
      if (quoteSegments(body).segments !== 3) missed.push(codePoint.toString(16));
    }
    expect(missed).toEqual([]);
  });
});
