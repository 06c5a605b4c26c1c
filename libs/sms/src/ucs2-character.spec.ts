import { describe, expect, it } from '@jest/globals';
import { maxUcs2Characters, ucs2Characters } from './ucs2-character.js';

describe('characters that force UCS-2', () => {
  it('come one by one, whole, with their place in UTF-16 units', () => {
    expect(ucs2Characters('We’ll 😀 be ça’')).toEqual([
      { char: '’', index: 2 },
      { char: '😀', index: 6 },
      { char: 'ç', index: 12 },
      { char: '’', index: 14 },
    ]);
  });

  it('are the parts of an emoji made of several', () => {
    expect(ucs2Characters('👍🏽').map(({ index }) => index)).toEqual([0, 2]);
  });

  it('are none in GSM-7', () => {
    expect(ucs2Characters('Ça va? €5')).toEqual([]);
    expect(ucs2Characters('')).toEqual([]);
  });

  it('show a lone surrogate as it is', () => {
    expect(ucs2Characters('a\ud83d')).toEqual([{ char: '\ud83d', index: 1 }]);
  });

  it(`stop at ${maxUcs2Characters}`, () => {
    const found = ucs2Characters('a😀'.repeat(maxUcs2Characters + 1));
    expect(found).toHaveLength(maxUcs2Characters);
    expect(found.at(-1)).toEqual({ char: '😀', index: 3 * (maxUcs2Characters - 1) + 1 });
  });
});
