import { describe, expect, it } from '@jest/globals';
import { encodingOf, septetsOfUnit } from './encoding.js';

/** 3GPP TS 23.038 by code point, written apart from the table under test. */
const basicRanges: Array<[from: number, to: number]> = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x20, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0xa1, 0xa1],
  [0xa3, 0xa5],
  [0xa7, 0xa7],
  [0xbf, 0xbf],
  [0xc4, 0xc7],
  [0xc9, 0xc9],
  [0xd1, 0xd1],
  [0xd6, 0xd6],
  [0xd8, 0xd8],
  [0xdc, 0xdc],
  [0xdf, 0xe0],
  [0xe4, 0xe6],
  [0xe8, 0xe9],
  [0xec, 0xec],
  [0xf1, 0xf2],
  [0xf6, 0xf6],
  [0xf8, 0xf9],
  [0xfc, 0xfc],
  [0x393, 0x394],
  [0x398, 0x398],
  [0x39b, 0x39b],
  [0x39e, 0x39e],
  [0x3a0, 0x3a0],
  [0x3a3, 0x3a3],
  [0x3a6, 0x3a6],
  [0x3a8, 0x3a9],
];
const extension = [0x0c, 0x5b, 0x5c, 0x5d, 0x5e, 0x7b, 0x7c, 0x7d, 0x7e, 0x20ac];

function septetsBySpecification(unit: number): number {
  if (extension.includes(unit)) return 2;
  return basicRanges.some(([from, to]) => unit >= from && unit <= to) ? 1 : 0;
}

describe('encoding', () => {
  it('knows every code unit of the basic plane as TS 23.038 has it', () => {
    const wrong = Array.from({ length: 0x1_0000 }, (_, unit) => unit).filter(
      (unit) => septetsOfUnit[unit] !== septetsBySpecification(unit),
    );
    expect(wrong).toEqual([]);
  });

  it('holds 127 basic characters and 10 of the extension', () => {
    expect(septetsOfUnit.filter((septets) => septets === 1)).toHaveLength(127);
    expect(septetsOfUnit.filter((septets) => septets === 2)).toHaveLength(10);
  });

  it.each(['', 'Hello', 'Ç', '£', 'é è à ù ì ò ñ ü', '\r\n\f', '^{}\\[]~|€', 'ΔΦΓΛΩΠΨΣΘΞ'])(
    'sends %j in GSM-7',
    (body) => expect(encodingOf(body)).toBe('GSM-7'),
  );

  it.each(['ç', '₤', '\t', '`', '’', '“', '–', '…', '\u00a0', '\u200b', 'á', 'ê', '👍', '\ud83d'])(
    'sends %j in UCS-2, wherever it stands',
    (character) => {
      for (const body of [character, `${character}abc`, `abc${character}`, `ab${character}c`]) {
        expect(encodingOf(body)).toBe('UCS-2');
      }
    },
  );
});
