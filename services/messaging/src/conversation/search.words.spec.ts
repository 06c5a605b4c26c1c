import { describe, expect, test } from '@jest/globals';
import { readSearch } from './search.words.js';

describe('what was typed is read as', () => {
  test.each([
    ['+1 (312) 555-0188', '88105552131'],
    ['312.555.0188', '8810555213'],
    ['0188', '8810'],
    ['１２３４', '4321'],
  ])('a number: %s', (typed, lastDigits) => {
    expect(readSearch(typed).lastDigits).toBe(lastDigits);
  });

  test.each(['018', 'Unit 0188', '1234567890123456', '+()-. '])('no number: %s', (typed) => {
    expect(readSearch(typed).lastDigits).toBeUndefined();
  });

  test('words, of which the last may go on', () => {
    expect(readSearch('leaking water  heat')).toMatchObject({
      inName: ['leaking', 'water', 'heat'],
      inBody: 'leaking & water & heat:*',
    });
  });

  test('whole words where one letter says too little', () => {
    expect(readSearch('Jo B')).toMatchObject({ inName: [' Jo', ' B'], inBody: 'Jo & B' });
  });

  test('letters and digits only: nothing in it is an operator', () => {
    const typed = `O'Brien & !(leak:*) | "a%b_c" <-> \\`;
    expect(readSearch(typed).inBody).toBe('O & Brien & leak & a & b & c');
    for (const word of readSearch(typed).inName) expect(word).toMatch(/^ ?\p{L}+$/u);
  });

  test('what it looks like: marks that nobody sees are no part of it', () => {
    expect(readSearch('\u202eDa\u200bna\u202c\ufeff').inName).toEqual(['Dana']);
    expect(readSearch('Jose\u0301').inName).toEqual(['José']);
  });

  test('nothing at all', () => {
    const nothing = { lastDigits: undefined, inName: [], inBody: undefined };
    for (const typed of [' ', '👍', '\u200b', '!?']) expect(readSearch(typed)).toEqual(nothing);
  });
});
